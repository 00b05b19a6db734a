import { defineRule, qnn } from '@finnc/ir';
import { pad } from '../pad/pad.ts';
import { notIntegers, notOneImage } from '../shared/lowering.ts';
import { channelsOf } from '../shared/vectors.ts';
import { slidingWindow } from './sliding-window.ts';

/**
 * im2col → hw.sliding_window behind hw.pad where there is padding.
 *
 * A 1×1 kernel at stride 1 gives the image itself. Layers start unfolded as FINN's do, all channels a beat, so that
 * a folding file that does not name them means the same.
 */
export const im2colToSlidingWindow = defineRule({
  name: 'im2col-to-sliding-window',
  root: qnn.im2col,
  rewrite(node, rw) {
    const { x } = node.operand;
    const unfit = notIntegers('its input', x);
    if (unfit !== undefined) return rw.skip(unfit);
    const { kernel, strides, dilations, pads } = node.attrs;
    const simd = channelsOf(x.type);
    const padded = pads.some((count) => count > 0);
    if (!padded && [...kernel, ...strides].every((size) => size === 1)) return rw.replace(node, { y: x });
    const several = notOneImage(x);
    if (several !== undefined) return rw.skip(several);
    const image = padded
      ? rw.create(pad, { x }, { pads, value: 0, outType: node.result.y.type.elem, simd }).result.y
      : x;
    return rw.replace(node, {
      y: rw.create(slidingWindow, { x: image }, { kernel, strides, dilations, simd }).result.y,
    });
  },
});
