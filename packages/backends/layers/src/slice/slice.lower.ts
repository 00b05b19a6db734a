import { defineRule, qnn } from '@finnc/ir';
import { notIntegers } from '../shared/lowering.ts';
import { slice } from './slice.ts';

/** slice of channels → hw.slice. */
export const sliceToHardware = defineRule({
  name: 'slice-to-hardware',
  root: qnn.slice,
  rewrite(node, rw) {
    const { x } = node.operand;
    const { axis, start, end, step } = node.attrs;
    const unfit = notIntegers('its input', x);
    if (unfit !== undefined) return rw.skip(unfit);
    if (axis !== x.type.shape.length - 1) return rw.skip('it cuts along another axis than the channels');
    if (step !== 1) return rw.skip(`it takes every ${step}th channel`);
    return rw.replace(node, { y: rw.create(slice, { x }, { start, end, simd: 1 }).result.y });
  },
});
