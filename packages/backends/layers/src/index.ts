import { definePlugin } from '@finnc/ir';
import { boards } from '@finnc/target';
import { addLayer } from './add/index.ts';
import { channelwiseLayer } from './channelwise/index.ts';
import { concatLayer } from './concat/index.ts';
import { depthToSpaceLayer } from './depth-to-space/index.ts';
import { labelSelectLayer } from './label-select/index.ts';
import { maxPoolLayer } from './max-pool/index.ts';
import { mvauLayer } from './mvau/index.ts';
import { padLayer } from './pad/index.ts';
import { pixelPadLayer } from './pixel-pad/index.ts';
import { plumbingLayers } from './plumbing/index.ts';
import { poolLayer } from './pool/index.ts';
import { requantLayer } from './requant/index.ts';
import type { StandardLayer } from './shared/standard-layer.ts';
import { sliceLayer } from './slice/index.ts';
import { slidingWindowLayer } from './sliding-window/index.ts';
import { sumPoolLayer } from './sum-pool/index.ts';
import { thresholdingLayer } from './thresholding/index.ts';
import { upsampleLayer } from './upsample/index.ts';
import { vvauLayer } from './vvau/index.ts';

// The ops, for plugins that match them or answer a facet of their own for them.
export { add } from './add/add.ts';
export { channelwise } from './channelwise/channelwise.ts';
export { concat } from './concat/concat.ts';
export { depthToSpace } from './depth-to-space/depth-to-space.ts';
export { labelSelect } from './label-select/label-select.ts';
export { maxPool } from './max-pool/max-pool.ts';
export { mvau } from './mvau/mvau.ts';
export { pad } from './pad/pad.ts';
export { pixelPad } from './pixel-pad/pixel-pad.ts';
export { pool } from './pool/pool.ts';
export { requant } from './requant/requant.ts';
export { slice } from './slice/slice.ts';
export { slidingWindow } from './sliding-window/sliding-window.ts';
export { sumPool } from './sum-pool/sum-pool.ts';
export { thresholding } from './thresholding/thresholding.ts';
export { upsample } from './upsample/upsample.ts';
export { vvau } from './vvau/vvau.ts';
export { fifo, fork, width } from '@finnc/ir/hw';

/** One entry a folder. */
const standardLayers: readonly StandardLayer[] = [
  mvauLayer,
  vvauLayer,
  thresholdingLayer,
  requantLayer,
  slidingWindowLayer,
  padLayer,
  pixelPadLayer,
  depthToSpaceLayer,
  maxPoolLayer,
  sumPoolLayer,
  poolLayer,
  labelSelectLayer,
  addLayer,
  concatLayer,
  sliceLayer,
  upsampleLayer,
  channelwiseLayer,
  plumbingLayers,
];

/** The standard hardware layers, what becomes one of them, and the boards we know. */
export const layers = definePlugin({
  name: '@finnc/layers',
  ops: standardLayers.flatMap(({ ops }) => ops),
  facets: standardLayers.flatMap(({ facets }) => facets),
  lowerings: standardLayers.flatMap(({ lowerings }) => lowerings),
  boards,
});
