import type { StandardLayer } from '../shared/standard-layer.ts';
import { labelSelectRtl } from './label-select.rtl.ts';
import { labelSelectFacets } from './label-select.facets.ts';
import { labelSelectHls } from './label-select.hls.ts';
import { topKToLabelSelect } from './label-select.lower.ts';
import { labelSelectKernels } from './label-select.sim.ts';
import { labelSelect } from './label-select.ts';

export const labelSelectLayer: StandardLayer = {
  ops: [labelSelect],
  facets: [...labelSelectFacets, ...labelSelectKernels, labelSelectHls, ...labelSelectRtl],
  lowerings: [topKToLabelSelect],
};
