import { defineRule, qnn } from '@finnc/ir';
import { notIntegers, notOneImage } from '../shared/lowering.ts';
import { channelsOf } from '../shared/vectors.ts';
import { upsample } from './upsample.ts';

/** upsample of an NHWC image → hw.upsample. */
export const upsampleToHardware = defineRule({
  name: 'upsample-to-hardware',
  root: qnn.upsample,
  rewrite(node, rw) {
    const { x } = node.operand;
    const { factors, layout } = node.attrs;
    if (layout !== 'nhwc') return rw.skip('its channels are not last');
    const unfit = notIntegers('its input', x) ?? notOneImage(x);
    if (unfit !== undefined) return rw.skip(unfit);
    return rw.replace(node, { y: rw.create(upsample, { x }, { factors, simd: channelsOf(x.type) }).result.y });
  },
});
