import { defineDiagnostics } from '@finnc/ir';

export const hlsDiagnostics = defineDiagnostics<{
  noProcess: { layer: string; op: string };
  noStreams: { layer: string; op: string };
  wideBeat: { layer: string; bits: number; limit: number };
}>({
  noProcess: {
    code: 'FINNC5301',
    severity: 'error',
    message: ({ layer, op }) => `layer '${layer}' (${op}) has no C++: nothing answers the facet 'finnc.hls' for it`,
    help: ({ op }) => `add hls.for(${op}, …) to the plugin that brings the layer, or build without the hls backend`,
    explain:
      'The HLS backend asks every layer for the C++ call that computes it. A plugin that brings a layer brings that answer too.',
  },
  noStreams: {
    code: 'FINNC5302',
    severity: 'error',
    message: ({ layer, op }) => `layer '${layer}' (${op}) does not say what it streams`,
    help: ({ op }) => `add streams.for(${op}, …) to the plugin that brings the layer`,
    explain:
      'The HLS backend connects layers by streams, so each layer has to say how many elements a beat of its streams has, and how many beats a frame.',
  },
  wideBeat: {
    code: 'FINNC5303',
    severity: 'error',
    message: ({ layer, bits, limit }) => `a beat of '${layer}' has ${bits} bits; ap_uint ends at ${limit}`,
    help: () => 'fold the layer more: a smaller SIMD or PE makes narrower beats',
    explain:
      'A beat is one ap_uint. The shim and the vendor header end at 8192 bits, and synthesis of words beyond 4096 bits is slow.',
  },
});

/** Widest ap_uint of the shim, and the ceiling of the vendor's header. */
export const MAX_BEAT_BITS = 8192;
