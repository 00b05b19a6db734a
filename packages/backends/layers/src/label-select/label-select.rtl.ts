import { isInteger, type FacetImplementation } from '@finnc/ir';
import { rtl } from '@finnc/backend-rtl';
import { cycles, loop } from '@finnc/ir/hw';
import { elementKind } from '../shared/element.rtl.ts';
import { oneRegister } from '../shared/pipeline.rtl.ts';
import { labelSelect, labelSelectSizes } from './label-select.ts';

export const labelSelectRtl: readonly FacetImplementation[] = [
  rtl.for(labelSelect, (node) => {
    const { labels, pe, k } = labelSelectSizes(node);
    const { elem } = node.operand.x.type;
    return {
      module: 'finnc_label_select',
      parameters: {
        LABELS: labels,
        PE: pe,
        K: k,
        BITS: elem.bits,
        SIGNED: isInteger(elem) && elementKind(elem) === 1,
        INDEX: node.result.y.type.elem.bits,
      },
    };
  }),
  cycles.for(labelSelect, (node) => {
    const { labels, pe, k, vectors } = labelSelectSizes(node);
    const schedule = [loop(vectors, loop(labels / pe, { read: ['x'] }), loop(k, { write: ['y'] }))];
    return { actors: [{ name: 'select', schedule, pipeline: oneRegister }] };
  }),
];
