import { defineRule, qnn } from '@finnc/ir';
import { notIntegers } from '../shared/lowering.ts';
import { concat } from './concat.ts';

/** concat along the last axis → hw.concat. */
export const concatToHardware = defineRule({
  name: 'concat-to-hardware',
  root: qnn.concat,
  rewrite(node, rw) {
    const { a, b } = node.operand;
    const unfit = notIntegers('its first part', a) ?? notIntegers('its second part', b);
    if (unfit !== undefined) return rw.skip(unfit);
    if (a.constant || b.constant) return rw.skip('one of its parts is a constant');
    if (node.attrs.axis !== a.type.shape.length - 1)
      return rw.skip('it joins streams along another axis than the channels');
    return rw.replace(node, { y: rw.create(concat, { a, b }, { simd: 1 }).result.y });
  },
});
