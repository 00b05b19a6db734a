import type { StandardLayer } from '../shared/standard-layer.ts';
import { sumPoolRtl } from './sum-pool.rtl.ts';
import { sumPoolFacets } from './sum-pool.facets.ts';
import { sumPoolHls } from './sum-pool.hls.ts';
import { sumPoolToHardware } from './sum-pool.lower.ts';
import { sumPoolKernels } from './sum-pool.sim.ts';
import { sumPool } from './sum-pool.ts';

export const sumPoolLayer: StandardLayer = {
  ops: [sumPool],
  facets: [...sumPoolFacets, ...sumPoolKernels, sumPoolHls, ...sumPoolRtl],
  lowerings: [sumPoolToHardware],
};
