import { defineDiagnostics } from '@finnc/ir';

/** What an exported model cannot hold; codes FINNC23xx. */
export const exportDiagnostics = defineDiagnostics<{
  noOnnxForm: { op: string; node: string; target: string; reason: string };
}>({
  noOnnxForm: {
    code: 'FINNC2301',
    severity: 'error',
    message: ({ op, node, target, reason }) =>
      `'${node}' (${op}) cannot be written as ${target === 'qonnx' ? 'QONNX' : 'standard ONNX'}: ${reason}`,
    help: () =>
      'export an earlier state of the graph, such as the one after tidy-up; a plugin answers the facet toOnnx for its ops',
    explain:
      'Graphs before the hardware layers can be written as ONNX: by ops with a counterpart there, or by arithmetic that means the same. Hardware layers have no counterpart.',
  },
});
