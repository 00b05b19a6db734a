import type { StandardLayer } from '../shared/standard-layer.ts';
import { addRtl } from './add.rtl.ts';
import { addFacets } from './add.facets.ts';
import { addHls } from './add.hls.ts';
import { sumToHardware } from './add.lower.ts';
import { addKernels } from './add.sim.ts';
import { add } from './add.ts';

export const addLayer: StandardLayer = {
  ops: [add],
  facets: [...addFacets, ...addKernels, addHls, ...addRtl],
  lowerings: [sumToHardware],
};
