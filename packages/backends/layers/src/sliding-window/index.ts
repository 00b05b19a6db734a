import type { StandardLayer } from '../shared/standard-layer.ts';
import { slidingWindowRtl } from './sliding-window.rtl.ts';
import { slidingWindowFacets } from './sliding-window.facets.ts';
import { slidingWindowHls } from './sliding-window.hls.ts';
import { im2colToSlidingWindow } from './sliding-window.lower.ts';
import { slidingWindowKernels } from './sliding-window.sim.ts';
import { slidingWindow } from './sliding-window.ts';

export const slidingWindowLayer: StandardLayer = {
  ops: [slidingWindow],
  facets: [...slidingWindowFacets, ...slidingWindowKernels, slidingWindowHls, ...slidingWindowRtl],
  lowerings: [im2colToSlidingWindow],
};
