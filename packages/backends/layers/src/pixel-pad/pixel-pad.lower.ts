import { defineRule, qnn } from '@finnc/ir';
import { notIntegers, notOneImage } from '../shared/lowering.ts';
import { channelsOf } from '../shared/vectors.ts';
import { pixelPad } from './pixel-pad.ts';

/** pixel_pad of an NHWC image → hw.pixel_pad. */
export const pixelPadToHardware = defineRule({
  name: 'pixel-pad-to-hardware',
  root: qnn.pixelPad,
  rewrite(node, rw) {
    const { x } = node.operand;
    const { strides, layout } = node.attrs;
    if (layout !== 'nhwc') return rw.skip('its channels are not last');
    const unfit = notIntegers('its input', x) ?? notOneImage(x);
    if (unfit !== undefined) return rw.skip(unfit);
    return rw.replace(node, { y: rw.create(pixelPad, { x }, { strides, simd: channelsOf(x.type) }).result.y });
  },
});
