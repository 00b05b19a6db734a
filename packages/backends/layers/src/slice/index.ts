import type { StandardLayer } from '../shared/standard-layer.ts';
import { sliceRtl } from './slice.rtl.ts';
import { sliceFacets } from './slice.facets.ts';
import { sliceHls } from './slice.hls.ts';
import { sliceToHardware } from './slice.lower.ts';
import { sliceKernels } from './slice.sim.ts';
import { slice } from './slice.ts';

export const sliceLayer: StandardLayer = {
  ops: [slice],
  facets: [...sliceFacets, ...sliceKernels, sliceHls, ...sliceRtl],
  lowerings: [sliceToHardware],
};
