import type { StandardLayer } from '../shared/standard-layer.ts';
import { thresholdingRtl } from './thresholding.rtl.ts';
import { thresholdingFacets } from './thresholding.facets.ts';
import { thresholdingHls } from './thresholding.hls.ts';
import { multiThresholdToThresholding } from './thresholding.lower.ts';
import { thresholdingKernels } from './thresholding.sim.ts';
import { thresholding } from './thresholding.ts';

export const thresholdingLayer: StandardLayer = {
  ops: [thresholding],
  facets: [...thresholdingFacets, ...thresholdingKernels, thresholdingHls, ...thresholdingRtl],
  lowerings: [multiThresholdToThresholding],
};
