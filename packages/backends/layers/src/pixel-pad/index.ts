import type { StandardLayer } from '../shared/standard-layer.ts';
import { pixelPadRtl } from './pixel-pad.rtl.ts';
import { pixelPadSignBorder } from './pixel-pad.border.ts';
import { pixelPadFacets } from './pixel-pad.facets.ts';
import { pixelPadHls } from './pixel-pad.hls.ts';
import { pixelPadToHardware } from './pixel-pad.lower.ts';
import { pixelPadKernels } from './pixel-pad.sim.ts';
import { pixelPad } from './pixel-pad.ts';

export const pixelPadLayer: StandardLayer = {
  ops: [pixelPad],
  facets: [...pixelPadFacets, ...pixelPadKernels, pixelPadHls, pixelPadSignBorder, ...pixelPadRtl],
  lowerings: [pixelPadToHardware],
};
