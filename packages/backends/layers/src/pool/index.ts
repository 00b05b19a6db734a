import type { StandardLayer } from '../shared/standard-layer.ts';
import { windowPoolRtl } from './pool.rtl.ts';
import { poolLayerFacets } from './pool.facets.ts';
import { poolHls } from './pool.hls.ts';
import { poolKernels } from './pool.sim.ts';
import { pool } from './pool.ts';

/** Pools of dilated windows; the rules of max-pools and sum-pools make it. */
export const poolLayer: StandardLayer = {
  ops: [pool],
  facets: [...poolLayerFacets, ...poolKernels, poolHls, ...windowPoolRtl],
  lowerings: [],
};
