import { defineDiagnostics } from '@finnc/ir';

/** What an exported model cannot hold; codes FINNC23xx. */
export const exportDiagnostics = defineDiagnostics<{
  noOnnxForm: { op: string; node: string; target: string; reason: string };
  writtenSo: { op: string; node: string; note: string };
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
  writtenSo: {
    code: 'FINNC2302',
    severity: 'note',
    message: ({ op, node, note }) => `'${node}' (${op}): ${note}`,
    help: () => 'the exported model computes the same; choose a symmetric quantiser in training where the form matters',
    explain:
      'An op of the graph was written in another form than one would expect, since the expected one computes something else. QuantizeLinear rounds before it adds the zero point and Quant rounds after: with an odd zero point, ties differ.',
  },
});
