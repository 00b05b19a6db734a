import type { StandardLayer } from '../shared/standard-layer.ts';
import { requantRtl } from './requant.rtl.ts';
import { requantFacets } from './requant.facets.ts';
import { requantHls } from './requant.hls.ts';
import { requantiseToRequant } from './requant.lower.ts';
import { requantKernels } from './requant.sim.ts';
import { requant } from './requant.ts';

export const requantLayer: StandardLayer = {
  ops: [requant],
  facets: [...requantFacets, ...requantKernels, requantHls, ...requantRtl],
  lowerings: [requantiseToRequant],
};
