import type { FacetImplementation } from '@finnc/ir';
import { folding, layerKind, operationCounts, resources, streams, timing } from '@finnc/ir/hw';
import { finnThresholdingCycles, greatestCommonDivisor } from '@finnc/target';
import { assumed, engineTiming, finnCountsNothing, finnTiming, noOperations } from '../shared/answers.ts';
import { streamOf, vectorByVector } from '../shared/stream.ts';
import { slice, sliceSizes } from './slice.ts';

export const sliceFacets: readonly FacetImplementation[] = [
  streams.for(slice, ({ operand, result, attrs: { simd } }) => ({
    inputs: { x: streamOf(operand.x.type, simd) },
    outputs: { y: streamOf(result.y.type, simd) },
    drift: vectorByVector(operand.x.type),
  })),
  folding.for(slice, (node) => {
    const { channels, start, end, simd, vectors } = sliceSizes(node);
    const size = greatestCommonDivisor(channels, start, end);
    return {
      dimensions: [{ key: 'simd', name: 'SIMD', size, value: simd, of: 'ChannelsPerStream' }],
      cycles: (values) => finnThresholdingCycles({ channels, vectors, pe: values['simd'] ?? simd }),
    };
  }),
  layerKind.for(slice, () => ({ kind: 'StreamingSplit', variant: 'hls' })),
  // Every beat of the input takes a cycle, also those that are dropped.
  timing.for(slice, (node, { cost }) => {
    const { channels, vectors, simd } = sliceSizes(node);
    const cycles = finnThresholdingCycles({ channels, vectors, pe: simd });
    return cost === 'finn' ? finnTiming('split.py, get_exp_cycles', cycles) : engineTiming('slice', cycles);
  }),
  resources.for(slice, ({ operand, attrs }, { cost }) =>
    cost === 'finn'
      ? finnCountsNothing
      : assumed({ lut: 25, ff: 20 + attrs.simd * operand.x.type.elem.bits }, 'a counter and a register at the output'),
  ),
  operationCounts.for(slice, () => noOperations),
];
