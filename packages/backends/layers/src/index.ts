import { definePlugin, type FacetImplementation } from '@finnc/ir';
import { fifo, fork, width } from '@finnc/ir/hw';
import { boards } from '@finnc/target';
import { layerHls } from './hls.ts';
import { labelSelectFacets } from './label-select/label-select.facets.ts';
import { topKToLabelSelect } from './label-select/label-select.lower.ts';
import { labelSelectKernels } from './label-select/label-select.sim.ts';
import { labelSelect } from './label-select/label-select.ts';
import { maxPoolFacets } from './max-pool/max-pool.facets.ts';
import { maxPoolToHardware } from './max-pool/max-pool.lower.ts';
import { maxPoolKernels } from './max-pool/max-pool.sim.ts';
import { maxPool } from './max-pool/max-pool.ts';
import { mvauFacets } from './mvau/mvau.facets.ts';
import { mvauLowerings } from './mvau/mvau.lower.ts';
import { mvauKernels } from './mvau/mvau.sim.ts';
import { mvau } from './mvau/mvau.ts';
import { padFacets } from './pad/pad.facets.ts';
import { padKernels } from './pad/pad.sim.ts';
import { pad } from './pad/pad.ts';
import { fifoFacets } from './plumbing/fifo.facets.ts';
import { forkFacets } from './plumbing/fork.facets.ts';
import { plumbingKernels } from './plumbing/plumbing.sim.ts';
import { widthFacets } from './plumbing/width.facets.ts';
import { slidingWindowFacets } from './sliding-window/sliding-window.facets.ts';
import { im2colToSlidingWindow } from './sliding-window/sliding-window.lower.ts';
import { slidingWindowKernels } from './sliding-window/sliding-window.sim.ts';
import { slidingWindow } from './sliding-window/sliding-window.ts';
import { thresholdingFacets } from './thresholding/thresholding.facets.ts';
import { multiThresholdToThresholding } from './thresholding/thresholding.lower.ts';
import { thresholdingKernels } from './thresholding/thresholding.sim.ts';
import { thresholding } from './thresholding/thresholding.ts';

export { labelSelect, maxPool, mvau, pad, slidingWindow, thresholding };
export { fifo, fork, width } from '@finnc/ir/hw';

/** Shape, folding, cost and name of every layer. */
const layerFacets: readonly FacetImplementation[] = [
  ...mvauFacets,
  ...thresholdingFacets,
  ...slidingWindowFacets,
  ...padFacets,
  ...maxPoolFacets,
  ...labelSelectFacets,
  ...widthFacets,
  ...fifoFacets,
  ...forkFacets,
];

/** What the simulator computes for each. */
const layerKernels: readonly FacetImplementation[] = [
  ...mvauKernels,
  ...thresholdingKernels,
  ...slidingWindowKernels,
  ...padKernels,
  ...maxPoolKernels,
  ...labelSelectKernels,
  ...plumbingKernels,
];

/** The standard hardware layers, what becomes one of them, and the boards we know. */
export const layers = definePlugin({
  name: '@finnc/layers',
  ops: [mvau, thresholding, slidingWindow, pad, maxPool, labelSelect, width, fifo, fork],
  facets: [...layerFacets, ...layerKernels, ...layerHls],
  lowerings: [
    ...mvauLowerings,
    multiThresholdToThresholding,
    im2colToSlidingWindow,
    maxPoolToHardware,
    topKToLabelSelect,
  ],
  boards,
});
