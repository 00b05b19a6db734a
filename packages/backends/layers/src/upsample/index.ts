import type { StandardLayer } from '../shared/standard-layer.ts';
import { upsampleRtl } from './upsample.rtl.ts';
import { upsampleFacets } from './upsample.facets.ts';
import { upsampleHls } from './upsample.hls.ts';
import { upsampleToHardware } from './upsample.lower.ts';
import { upsampleKernels } from './upsample.sim.ts';
import { upsample } from './upsample.ts';

export const upsampleLayer: StandardLayer = {
  ops: [upsample],
  facets: [...upsampleFacets, ...upsampleKernels, upsampleHls, ...upsampleRtl],
  lowerings: [upsampleToHardware],
};
