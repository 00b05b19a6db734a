import type { FacetImplementation } from '@finnc/ir';
import { folding, layerKind, operationCounts, resources, streams, timing } from '@finnc/ir/hw';
import { greatestCommonDivisor } from '@finnc/target';
import { assumed, engineTiming, finnCountsNothing, finnTiming, noOperations } from '../shared/answers.ts';
import { streamOf, vectorByVector } from '../shared/stream.ts';
import { vectorsOf } from '../shared/vectors.ts';
import { concat, concatSizes, type ConcatSizes } from './concat.ts';

/** Cycles a frame occupies the layer: a beat of the result each. */
const cyclesOf = ({ channels: [a, b], simd, vectors }: ConcatSizes): number => (vectors * (a + b)) / simd;

export const concatFacets: readonly FacetImplementation[] = [
  streams.for(concat, ({ operand: { a, b }, result, attrs: { simd } }) => ({
    inputs: { a: streamOf(a.type, simd), b: streamOf(b.type, simd) },
    outputs: { y: streamOf(result.y.type, simd) },
    drift: vectorByVector(a.type),
    // The channels of one pixel of a, then those of b.
    skew: 1 / vectorsOf(a.type),
  })),
  folding.for(concat, (node) => {
    const sizes = concatSizes(node);
    const size = greatestCommonDivisor(...sizes.channels);
    return {
      dimensions: [{ key: 'simd', name: 'SIMD', size, value: sizes.simd, of: 'ChannelsPerStream' }],
      cycles: (values) => cyclesOf({ ...sizes, simd: values['simd'] ?? sizes.simd }),
    };
  }),
  layerKind.for(concat, () => ({ kind: 'StreamingConcat', variant: 'hls' })),
  timing.for(concat, (node, { cost }) => {
    const cycles = cyclesOf(concatSizes(node));
    return cost === 'finn' ? finnTiming('concat.py, get_exp_cycles', cycles) : engineTiming('concat', cycles);
  }),
  resources.for(concat, ({ result, attrs }, { cost }) => {
    if (cost === 'finn') return finnCountsNothing;
    const width = attrs.simd * result.y.type.elem.bits;
    return assumed({ lut: 20 + width, ff: 20 + 2 * width }, 'a selector a bit, registers at the streams and a counter');
  }),
  operationCounts.for(concat, () => noOperations),
];
