import type { FacetImplementation } from '@finnc/ir';
import { folding, layerKind, operationCounts, resources, streams, timing } from '@finnc/ir/hw';
import { noOperations } from '../shared/answers.ts';
import { streamOf } from '../shared/stream.ts';
import { maxPoolCycles, maxPoolResources, maxPoolTiming } from './max-pool.cost.ts';
import { maxPool, maxPoolSizes } from './max-pool.ts';

export const maxPoolFacets: readonly FacetImplementation[] = [
  streams.for(maxPool, ({ operand, result, attrs }) => ({
    inputs: { x: streamOf(operand.x.type, attrs.pe) },
    outputs: { y: streamOf(result.y.type, attrs.pe) },
  })),
  folding.for(maxPool, (node) => {
    const sizes = maxPoolSizes(node);
    return {
      dimensions: [{ key: 'pe', name: 'PE', size: sizes.channels, value: sizes.pe, of: 'NumChannels' }],
      cycles: (values) => maxPoolCycles({ ...sizes, pe: values['pe'] ?? sizes.pe }),
    };
  }),
  layerKind.for(maxPool, () => ({
    kind: 'StreamingMaxPool',
    variant: 'hls',
    aliases: ['StreamingMaxPool_Batch', 'StreamingMaxPool_Precision', 'StreamingMaxPool_Precision_Batch'],
  })),
  timing.for(maxPool, maxPoolTiming),
  resources.for(maxPool, maxPoolResources),
  operationCounts.for(maxPool, () => noOperations),
];
