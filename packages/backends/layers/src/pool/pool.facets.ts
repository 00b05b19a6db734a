import type { FacetImplementation, Node } from '@finnc/ir';
import { layerKind, resources, timing, type Estimate, type Target, type Timing } from '@finnc/ir/hw';
import { finnPoolCycles } from '@finnc/target';
import { engineTiming, finnCountsNothing, finnTiming } from '../shared/answers.ts';
import { maxResources, sumResources } from '../shared/pooling.cost.ts';
import { poolFacets } from '../shared/pooling.facets.ts';
import { poolCycles } from '../shared/pooling.ts';
import { pool, windowPoolSizes } from './pool.ts';

function poolTiming(node: Node<typeof pool>, { cost }: Target): Timing {
  const sizes = windowPoolSizes(node);
  if (cost === 'finnc') return engineTiming('pool', poolCycles(sizes));
  const { frames, channels, output, kernel, pe } = sizes;
  return finnTiming('pool.py, get_exp_cycles', frames * finnPoolCycles({ channels, kernel, outputs: output[0], pe }));
}

function poolResources(node: Node<typeof pool>, { cost }: Target): Estimate {
  if (cost === 'finn') return finnCountsNothing;
  const { elem } = node.operand.x.type;
  const sizes = windowPoolSizes(node);
  return node.attrs.function === 'max' ? maxResources(sizes, elem) : sumResources(sizes, elem, node.attrs.outType);
}

export const poolLayerFacets: readonly FacetImplementation[] = [
  ...poolFacets(pool, windowPoolSizes, 'Channels'),
  layerKind.for(pool, () => ({ kind: 'Pool', variant: 'hls', aliases: ['Pool_Batch'] })),
  timing.for(pool, poolTiming),
  resources.for(pool, poolResources),
];
