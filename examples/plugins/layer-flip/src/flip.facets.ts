import {
  folding,
  layerKind,
  operationCounts,
  resources,
  sizeOf,
  streams,
  timing,
  type FacetImplementation,
  type Stream,
  type TensorType,
} from 'finnc/plugin';
import { flip, flipSizes, type FlipSizes } from './flip.ts';

const streamOf = (type: TensorType, lanes: number): Stream => ({
  elem: type.elem,
  lanes,
  beats: sizeOf(type.shape) / lanes,
});

/** Clock cycles a frame occupies the layer, without pipeline fill; `pe` divides `channels`. */
export const flipCycles = ({ channels, pe, vectors }: FlipSizes): number => (vectors * channels) / pe;

/**
 * LUTs by reasoning, not by measurement: a lane inverts its bits and adds one (a LUT a bit with the carry chain), and
 * the signs are read from a LUT-RAM of 64 entries a LUT; 20 for the loop counter and the handshake.
 */
export const flipLuts = ({ channels, pe }: FlipSizes, bits: number): number =>
  pe * (bits + Math.ceil(channels / pe / 64)) + 20;

const source = 'finnc-layer-flip, flip.facets.ts';

export const flipFacets: readonly FacetImplementation[] = [
  streams.for(flip, ({ operand, result, attrs }) => ({
    inputs: { x: streamOf(operand.x.type, attrs.pe) },
    outputs: { y: streamOf(result.y.type, attrs.pe) },
  })),
  folding.for(flip, (node) => {
    const sizes = flipSizes(node);
    return {
      dimensions: [{ key: 'pe', name: 'PE', size: sizes.channels, value: sizes.pe, of: 'NumChannels' }],
      cycles: (values) => flipCycles({ ...sizes, pe: values['pe'] ?? sizes.pe }),
    };
  }),
  layerKind.for(flip, () => ({ kind: 'ChannelFlip', variant: 'hls' })),
  timing.for(flip, (node) => ({ cycles: flipCycles(flipSizes(node)), source })),
  resources.for(flip, (node) => ({
    lut: flipLuts(flipSizes(node), node.result.y.type.elem.bits),
    bram18: 0,
    uram: 0,
    dsp: 0,
    source,
    error: 'not compared with a synthesised layer; FINN has none like it',
  })),
  operationCounts.for(flip, (node) => ({ param_sign_1b: flipSizes(node).channels })),
];
