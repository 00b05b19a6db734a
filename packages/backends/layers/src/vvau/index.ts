import type { StandardLayer } from '../shared/standard-layer.ts';
import { vvauRtl } from './vvau.rtl.ts';
import { vvauAtBorder } from './vvau.border.ts';
import { vvauFacets } from './vvau.facets.ts';
import { vvauHls } from './vvau.hls.ts';
import { vvauLowerings } from './vvau.lower.ts';
import { vvauKernels } from './vvau.sim.ts';
import { vvau } from './vvau.ts';

export const vvauLayer: StandardLayer = {
  ops: [vvau],
  facets: [...vvauFacets, ...vvauKernels, vvauHls, vvauAtBorder, ...vvauRtl],
  lowerings: vvauLowerings,
};
