import type { FacetImplementation } from '@finnc/ir';
import { layerKind, resources, timing } from '@finnc/ir/hw';
import { poolFacets } from '../shared/pooling.facets.ts';
import { maxPoolResources, maxPoolTiming } from './max-pool.cost.ts';
import { maxPool, maxPoolSizes } from './max-pool.ts';

export const maxPoolFacets: readonly FacetImplementation[] = [
  ...poolFacets(maxPool, maxPoolSizes, 'NumChannels'),
  layerKind.for(maxPool, () => ({
    kind: 'StreamingMaxPool',
    variant: 'hls',
    aliases: ['StreamingMaxPool_Batch', 'StreamingMaxPool_Precision', 'StreamingMaxPool_Precision_Batch'],
  })),
  timing.for(maxPool, maxPoolTiming),
  resources.for(maxPool, maxPoolResources),
];
