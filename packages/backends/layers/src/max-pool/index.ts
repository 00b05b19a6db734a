import type { StandardLayer } from '../shared/standard-layer.ts';
import { maxPoolRtl } from './max-pool.rtl.ts';
import { maxPoolFacets } from './max-pool.facets.ts';
import { maxPoolHls } from './max-pool.hls.ts';
import { maxPoolToHardware } from './max-pool.lower.ts';
import { maxPoolKernels } from './max-pool.sim.ts';
import { maxPool } from './max-pool.ts';

export const maxPoolLayer: StandardLayer = {
  ops: [maxPool],
  facets: [...maxPoolFacets, ...maxPoolKernels, maxPoolHls, ...maxPoolRtl],
  lowerings: [maxPoolToHardware],
};
