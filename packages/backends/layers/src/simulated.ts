import { definePlugin } from '@finnc/ir';
import { fifo, fork, width } from '@finnc/ir/hw';
import { addKernels } from './add/add.sim.ts';
import { add } from './add/add.ts';
import { channelwiseKernels } from './channelwise/channelwise.sim.ts';
import { channelwise } from './channelwise/channelwise.ts';
import { concatKernels } from './concat/concat.sim.ts';
import { concat } from './concat/concat.ts';
import { depthToSpaceKernels } from './depth-to-space/depth-to-space.sim.ts';
import { depthToSpace } from './depth-to-space/depth-to-space.ts';
import { labelSelectKernels } from './label-select/label-select.sim.ts';
import { labelSelect } from './label-select/label-select.ts';
import { maxPoolKernels } from './max-pool/max-pool.sim.ts';
import { maxPool } from './max-pool/max-pool.ts';
import { mvauKernels } from './mvau/mvau.sim.ts';
import { mvau } from './mvau/mvau.ts';
import { padKernels } from './pad/pad.sim.ts';
import { pad } from './pad/pad.ts';
import { pixelPadKernels } from './pixel-pad/pixel-pad.sim.ts';
import { pixelPad } from './pixel-pad/pixel-pad.ts';
import { plumbingKernels } from './plumbing/plumbing.sim.ts';
import { poolKernels } from './pool/pool.sim.ts';
import { pool } from './pool/pool.ts';
import { requantKernels } from './requant/requant.sim.ts';
import { requant } from './requant/requant.ts';
import { sliceKernels } from './slice/slice.sim.ts';
import { slice } from './slice/slice.ts';
import { slidingWindowKernels } from './sliding-window/sliding-window.sim.ts';
import { slidingWindow } from './sliding-window/sliding-window.ts';
import { sumPoolKernels } from './sum-pool/sum-pool.sim.ts';
import { sumPool } from './sum-pool/sum-pool.ts';
import { thresholdingKernels } from './thresholding/thresholding.sim.ts';
import { thresholding } from './thresholding/thresholding.ts';
import { upsampleKernels } from './upsample/upsample.sim.ts';
import { upsample } from './upsample/upsample.ts';
import { vvauKernels } from './vvau/vvau.sim.ts';
import { vvau } from './vvau/vvau.ts';

/**
 * As much of the standard layers as runs a compiled network: the ops and what they compute, without streams, costs, C++ and
 * boards. It stands for `layers`, of which it has the name, and loads in a fraction of the time.
 */
export const simulatedLayers = definePlugin({
  name: '@finnc/layers',
  ops: [
    mvau,
    vvau,
    thresholding,
    requant,
    slidingWindow,
    pad,
    pixelPad,
    depthToSpace,
    maxPool,
    sumPool,
    pool,
    labelSelect,
    add,
    concat,
    slice,
    upsample,
    channelwise,
    width,
    fifo,
    fork,
  ],
  facets: [
    ...mvauKernels,
    ...vvauKernels,
    ...thresholdingKernels,
    ...requantKernels,
    ...slidingWindowKernels,
    ...padKernels,
    ...pixelPadKernels,
    ...depthToSpaceKernels,
    ...maxPoolKernels,
    ...sumPoolKernels,
    ...poolKernels,
    ...labelSelectKernels,
    ...addKernels,
    ...concatKernels,
    ...sliceKernels,
    ...upsampleKernels,
    ...channelwiseKernels,
    ...plumbingKernels,
  ],
});
