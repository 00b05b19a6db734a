import { defineDiagnostics } from '@finnc/ir';

export const rtlDiagnostics = defineDiagnostics<{
  noModule: { layer: string; op: string; known: readonly string[] };
  noForm: { layer: string; op: string; reason: string };
  noStreams: { layer: string; op: string };
}>({
  noModule: {
    code: 'FINNC5351',
    severity: 'error',
    message: ({ layer, op }) => `layer '${layer}' (${op}) has no RTL: nothing answers the facet 'finnc.rtl' for it`,
    help: ({ op, known }) =>
      `build with --backend hls, or add rtl.for(${op}, …) to a plugin; layers of this network that have RTL: ${known.join(', ') || 'none'}`,
    explain:
      'The RTL backend asks every layer for the module that computes it. Layers are written as RTL one kind after the other; a plugin can bring that answer, too, also for a layer of ours.',
  },
  noForm: {
    code: 'FINNC5352',
    severity: 'error',
    message: ({ layer, op, reason }) => `layer '${layer}' (${op}) has no RTL in this form: ${reason}`,
    help: () => 'build with --backend hls, or change what the message names',
    explain:
      'A layer may have RTL for most of its forms only. The message says which property of this one is not covered.',
  },
  noStreams: {
    code: 'FINNC5353',
    severity: 'error',
    message: ({ layer, op }) => `layer '${layer}' (${op}) does not say what it streams`,
    help: ({ op }) => `add streams.for(${op}, …) to the plugin that brings the layer`,
    explain:
      'The RTL backend connects layers by streams, so each layer has to say how many elements a beat of its streams has, and how many beats a frame.',
  },
});
