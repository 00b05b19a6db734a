import type { StandardLayer } from '../shared/standard-layer.ts';
import { channelwiseRtl } from './channelwise.rtl.ts';
import { channelwiseFacets } from './channelwise.facets.ts';
import { channelwiseHls } from './channelwise.hls.ts';
import { channelwiseLowerings } from './channelwise.lower.ts';
import { channelwiseKernels } from './channelwise.sim.ts';
import { channelwise } from './channelwise.ts';

export const channelwiseLayer: StandardLayer = {
  ops: [channelwise],
  facets: [...channelwiseFacets, ...channelwiseKernels, channelwiseHls, ...channelwiseRtl],
  lowerings: channelwiseLowerings,
};
