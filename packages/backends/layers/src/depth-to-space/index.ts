import type { StandardLayer } from '../shared/standard-layer.ts';
import { depthToSpaceFacets } from './depth-to-space.facets.ts';
import { depthToSpaceHls } from './depth-to-space.hls.ts';
import { depthToSpaceToHardware } from './depth-to-space.lower.ts';
import { depthToSpaceRtl } from './depth-to-space.rtl.ts';
import { depthToSpaceKernels } from './depth-to-space.sim.ts';
import { depthToSpace } from './depth-to-space.ts';

export const depthToSpaceLayer: StandardLayer = {
  ops: [depthToSpace],
  facets: [...depthToSpaceFacets, ...depthToSpaceKernels, depthToSpaceHls, ...depthToSpaceRtl],
  lowerings: [depthToSpaceToHardware],
};
