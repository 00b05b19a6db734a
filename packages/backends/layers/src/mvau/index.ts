import type { StandardLayer } from '../shared/standard-layer.ts';
import { mvauAtBorder } from './mvau.border.ts';
import { mvauFacets } from './mvau.facets.ts';
import { mvauHls } from './mvau.hls.ts';
import { mvauRtl } from './mvau.rtl.ts';
import { mvauLowerings } from './mvau.lower.ts';
import { mvauKernels } from './mvau.sim.ts';
import { mvau } from './mvau.ts';

export const mvauLayer: StandardLayer = {
  ops: [mvau],
  facets: [...mvauFacets, ...mvauKernels, mvauHls, ...mvauRtl, mvauAtBorder],
  lowerings: mvauLowerings,
};
