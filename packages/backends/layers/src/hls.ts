import type { FacetImplementation } from '@finnc/ir';
import { labelSelectHls } from './label-select/label-select.hls.ts';
import { maxPoolHls } from './max-pool/max-pool.hls.ts';
import { mvauHls } from './mvau/mvau.hls.ts';
import { padHls } from './pad/pad.hls.ts';
import { plumbingHls } from './plumbing/plumbing.hls.ts';
import { slidingWindowHls } from './sliding-window/sliding-window.hls.ts';
import { thresholdingHls } from './thresholding/thresholding.hls.ts';

/** The C++ call of every layer. */
export const layerHls: readonly FacetImplementation[] = [
  mvauHls,
  thresholdingHls,
  slidingWindowHls,
  padHls,
  maxPoolHls,
  labelSelectHls,
  ...plumbingHls,
];
