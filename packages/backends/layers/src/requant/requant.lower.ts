import { defineRule, qnn } from '@finnc/ir';
import { notIntegers } from '../shared/lowering.ts';
import { requant } from './requant.ts';

/** requantise along the last axis → hw.requant. */
export const requantiseToRequant = defineRule({
  name: 'requantise-to-requant',
  root: qnn.requantise,
  rewrite(node, rw) {
    const { axis, ...attrs } = node.attrs;
    const { x, multipliers, offsets } = node.operand;
    const unfit = notIntegers('its input', x);
    if (unfit !== undefined) return rw.skip(unfit);
    if (axis !== x.type.shape.length - 1) return rw.skip(`its channels are on axis ${axis}, not last`);
    return rw.replace(node, { y: rw.create(requant, { x, multipliers, offsets }, { ...attrs, pe: 1 }).result.y });
  },
});
