import type { FacetImplementation } from '@finnc/ir';
import { folding, layerKind, operationCounts, resources, streams, timing } from '@finnc/ir/hw';
import { finnLabelSelectCycles, hlsLabelSelect } from '@finnc/target';
import { engineTiming, finnCountsNothing, finnTiming, noOperations } from '../shared/answers.ts';
import { streamOf } from '../shared/stream.ts';
import { labelSelect, labelSelectSizes, type LabelSelectSizes } from './label-select.ts';

/** Cycles a frame occupies our engine: all scores, then one index a cycle. FINN does not count the indices. */
export const labelSelectCycles = ({ labels, k, pe, vectors }: LabelSelectSizes): number =>
  vectors * (finnLabelSelectCycles({ labels, pe }) + k);

export const labelSelectFacets: readonly FacetImplementation[] = [
  streams.for(labelSelect, ({ operand, result, attrs }) => ({
    inputs: { x: streamOf(operand.x.type, attrs.pe) },
    outputs: { y: streamOf(result.y.type, 1) },
  })),
  folding.for(labelSelect, (node) => {
    const sizes = labelSelectSizes(node);
    return {
      dimensions: [{ key: 'pe', name: 'PE', size: sizes.labels, value: sizes.pe, of: 'Labels' }],
      cycles: (values) => labelSelectCycles({ ...sizes, pe: values['pe'] ?? sizes.pe }),
    };
  }),
  layerKind.for(labelSelect, () => ({ kind: 'LabelSelect', variant: 'hls', aliases: ['LabelSelect_Batch'] })),
  timing.for(labelSelect, (node, { cost }) => {
    const sizes = labelSelectSizes(node);
    return cost === 'finn'
      ? finnTiming('labelselect.py, get_exp_cycles', sizes.vectors * finnLabelSelectCycles(sizes))
      : engineTiming('label_select', labelSelectCycles(sizes));
  }),
  resources.for(labelSelect, (node, { cost }) =>
    cost === 'finn'
      ? finnCountsNothing
      : hlsLabelSelect({ ...labelSelectSizes(node), inputBits: node.operand.x.type.elem.bits }),
  ),
  operationCounts.for(labelSelect, () => noOperations),
];
