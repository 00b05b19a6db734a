import { defineRule, qnn } from '@finnc/ir';
import { notIntegers, notOneVector } from '../shared/lowering.ts';
import { labelSelect } from './label-select.ts';

/** top_k → hw.label_select. */
export const topKToLabelSelect = defineRule({
  name: 'top-k-to-label-select',
  root: qnn.topK,
  rewrite(node, rw) {
    const { x } = node.operand;
    const unfit = notIntegers('its input', x) ?? notOneVector(x);
    if (unfit !== undefined) return rw.skip(unfit);
    return rw.replace(node, { indices: rw.create(labelSelect, { x }, { k: node.attrs.k, pe: 1 }).result.y });
  },
});
