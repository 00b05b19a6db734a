import { definePlugin } from 'finnc/plugin';
import { flipFacets } from './flip.facets.ts';
import { flipHls } from './flip.hls.ts';
import { flipToLayer } from './flip.lower.ts';
import { flipKernel, flipSliced } from './flip.sim.ts';
import { flip } from './flip.ts';

export { flip } from './flip.ts';

export const flipPlugin = definePlugin({
  name: 'finnc-layer-flip',
  ops: [flip],
  facets: [...flipFacets, flipKernel, flipSliced, flipHls],
  lowerings: [flipToLayer],
});
export default flipPlugin;
