import type { FacetImplementation, Node } from '@finnc/ir';
import { layerKind, resources, timing, type Target, type Timing } from '@finnc/ir/hw';
import { finnGlobalAccPoolCycles, finnPoolCycles } from '@finnc/target';
import { engineTiming, finnCountsNothing, finnTiming } from '../shared/answers.ts';
import { sumResources } from '../shared/pooling.cost.ts';
import { poolFacets } from '../shared/pooling.facets.ts';
import { poolCycles } from '../shared/pooling.ts';
import { isGlobal, sumPool, sumPoolSizes } from './sum-pool.ts';

/** FINN's Pool, which averages, walks over windows; its GlobalAccPool over the image. */
function sumPoolTiming(node: Node<typeof sumPool>, { cost }: Target): Timing {
  const sizes = sumPoolSizes(node);
  if (cost === 'finnc') return engineTiming('pool', poolCycles(sizes));
  const { frames, channels, input, output, kernel, pe } = sizes;
  if (isGlobal(sizes)) {
    const cycles = finnGlobalAccPoolCycles({ channels, pixels: input[0] * input[1], pe });
    return finnTiming('globalaccpool.py, get_exp_cycles', frames * cycles);
  }
  const cycles = finnPoolCycles({ channels, kernel, outputs: output[0] * output[1], pe });
  return finnTiming('pool.py, get_exp_cycles', frames * cycles);
}

export const sumPoolFacets: readonly FacetImplementation[] = [
  ...poolFacets(sumPool, sumPoolSizes, 'NumChannels'),
  layerKind.for(sumPool, (node) =>
    isGlobal(sumPoolSizes(node))
      ? { kind: 'GlobalAccPool', variant: 'hls', aliases: ['GlobalAccPool_Batch'] }
      : { kind: 'Pool', variant: 'hls', aliases: ['Pool_Batch'] },
  ),
  timing.for(sumPool, sumPoolTiming),
  resources.for(sumPool, (node, { cost }) =>
    cost === 'finn'
      ? finnCountsNothing
      : sumResources(sumPoolSizes(node), node.operand.x.type.elem, node.attrs.outType),
  ),
];
