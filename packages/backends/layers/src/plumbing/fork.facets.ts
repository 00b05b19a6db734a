import type { FacetImplementation } from '@finnc/ir';
import { folding, fork, layerKind, operationCounts, resources, streams, timing } from '@finnc/ir/hw';
import { engineTiming, finnCountsNothing, finnTiming, noOperations } from '../shared/answers.ts';
import { streamOf, vectorByVector } from '../shared/stream.ts';
import { channelsOf } from '../shared/vectors.ts';

export const forkFacets: readonly FacetImplementation[] = [
  streams.for(fork, ({ operand, attrs }) => {
    const stream = streamOf(operand.x.type, attrs.lanes);
    return {
      inputs: { x: stream },
      outputs: { y0: stream, y1: stream },
      drift: vectorByVector(operand.x.type),
    };
  }),
  folding.for(fork, ({ operand, attrs }) => ({
    dimensions: [{ key: 'lanes', name: 'PE', size: channelsOf(operand.x.type), value: attrs.lanes, of: 'NumChannels' }],
    cycles: (values) => streamOf(operand.x.type, values['lanes'] ?? attrs.lanes).beats,
  })),
  layerKind.for(fork, () => ({ kind: 'DuplicateStreams', variant: 'hls', aliases: ['DuplicateStreams_Batch'] })),
  timing.for(fork, ({ operand, attrs }, { cost }) => {
    const { beats } = streamOf(operand.x.type, attrs.lanes);
    return cost === 'finn' ? finnTiming('duplicatestreams.py, get_exp_cycles', beats) : engineTiming('fork', beats);
  }),
  resources.for(fork, ({ operand, attrs }, { cost }) => {
    if (cost === 'finn') return finnCountsNothing;
    const ff = 2 * attrs.lanes * operand.x.type.elem.bits;
    const source = 'an output register of each stream and a counter, assumed';
    return { lut: 20, ff, bram18: 0, uram: 0, dsp: 0, source, error: 'not calibrated' };
  }),
  operationCounts.for(fork, () => noOperations),
];
