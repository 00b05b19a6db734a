import type { StandardLayer } from '../shared/standard-layer.ts';
import { concatRtl } from './concat.rtl.ts';
import { concatFacets } from './concat.facets.ts';
import { concatHls } from './concat.hls.ts';
import { concatToHardware } from './concat.lower.ts';
import { concatKernels } from './concat.sim.ts';
import { concat } from './concat.ts';

export const concatLayer: StandardLayer = {
  ops: [concat],
  facets: [...concatFacets, ...concatKernels, concatHls, ...concatRtl],
  lowerings: [concatToHardware],
};
