import type { FacetImplementation, Node } from '@finnc/ir';
import { folding, layerKind, operationCounts, resources, streams, timing, type Estimate } from '@finnc/ir/hw';
import { finnThresholdingCycles } from '@finnc/target';
import { assumed, engineTiming, finnCountsNothing, finnTiming, noOperations } from '../shared/answers.ts';
import { streamOf, vectorByVector } from '../shared/stream.ts';
import { add, addSizes } from './add.ts';

/** An adder a lane, and one more for each bit of a factor beyond the first: products by constants are sums of shifts. */
function adders({ operand: { a, b }, attrs }: Node<typeof add>): Estimate {
  const { aFactor, bFactor, outType, pe } = attrs;
  const terms = [aFactor, bFactor].map((factor) => Math.max(1, ones(Math.abs(factor))));
  const perLane = (terms[0]! + terms[1]! - 1) * outType.bits;
  const width = pe * (a.type.elem.bits + b.type.elem.bits + outType.bits);
  return assumed({ lut: 20 + pe * perLane, ff: width }, 'one LUT a bit of each adder, and registers at its streams');
}

const ones = (value: number): number => value.toString(2).replaceAll('0', '').length;

export const addFacets: readonly FacetImplementation[] = [
  streams.for(add, ({ operand: { a, b }, result, attrs: { pe } }) => ({
    inputs: { a: streamOf(a.type, pe), b: streamOf(b.type, pe) },
    outputs: { y: streamOf(result.y.type, pe) },
    drift: vectorByVector(a.type),
  })),
  folding.for(add, (node) => {
    const sizes = addSizes(node);
    return {
      dimensions: [{ key: 'pe', name: 'PE', size: sizes.channels, value: sizes.pe, of: 'NumChannels' }],
      cycles: (values) => finnThresholdingCycles({ ...sizes, pe: values['pe'] ?? sizes.pe }),
    };
  }),
  layerKind.for(add, () => ({ kind: 'AddStreams', variant: 'hls', aliases: ['AddStreams_Batch'] })),
  // A beat a cycle under both cost models.
  timing.for(add, (node, { cost }) => {
    const cycles = finnThresholdingCycles(addSizes(node));
    return cost === 'finn' ? finnTiming('addstreams.py, get_exp_cycles', cycles) : engineTiming('add', cycles);
  }),
  resources.for(add, (node, { cost }) => (cost === 'finn' ? finnCountsNothing : adders(node))),
  operationCounts.for(add, () => noOperations),
];
