import { fifo, fork, width } from '@finnc/ir/hw';
import type { StandardLayer } from '../shared/standard-layer.ts';
import { plumbingRtl } from './plumbing.rtl.ts';
import { fifoFacets } from './fifo.facets.ts';
import { forkFacets } from './fork.facets.ts';
import { plumbingHls } from './plumbing.hls.ts';
import { plumbingKernels } from './plumbing.sim.ts';
import { widthFacets } from './width.facets.ts';

/** What a pass inserts between layers; the ops are of `@finnc/ir/hw`, where passes find them. */
export const plumbingLayers: StandardLayer = {
  ops: [width, fifo, fork],
  facets: [...widthFacets, ...fifoFacets, ...forkFacets, ...plumbingKernels, ...plumbingHls, ...plumbingRtl],
  lowerings: [],
};
