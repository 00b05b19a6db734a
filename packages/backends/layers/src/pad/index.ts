import type { StandardLayer } from '../shared/standard-layer.ts';
import { padRtl } from './pad.rtl.ts';
import { padSignBorder } from './pad.border.ts';
import { padFacets } from './pad.facets.ts';
import { padHls } from './pad.hls.ts';
import { padKernels } from './pad.sim.ts';
import { pad } from './pad.ts';

/** Padding comes before windows and pools; their rules make it. */
export const padLayer: StandardLayer = {
  ops: [pad],
  facets: [...padFacets, ...padKernels, padHls, padSignBorder, ...padRtl],
  lowerings: [],
};
