import { bounds, defineRule, isInteger, qnn } from '@finnc/ir';
import { pad } from '../pad/pad.ts';
import { notOneImage } from '../shared/lowering.ts';
import { channelsOf } from '../shared/vectors.ts';
import { maxPool } from './max-pool.ts';

/** max_pool of an NHWC image → hw.max_pool, behind hw.pad with the least value of the type, which never wins. */
export const maxPoolToHardware = defineRule({
  name: 'max-pool-to-hardware',
  root: qnn.maxPool,
  rewrite(node, rw) {
    const { x } = node.operand;
    const { kernel, strides, pads, dilations, layout } = node.attrs;
    const { elem } = x.type;
    if (layout !== 'nhwc') return rw.skip('its channels are not last');
    if (!isInteger(elem)) return rw.skip(`its input is ${elem.name}, not an integer type`);
    if (dilations.some((step) => step !== 1)) return rw.skip('its windows are dilated');
    const unfit = notOneImage(x);
    if (unfit !== undefined) return rw.skip(unfit);
    const channels = channelsOf(x.type);
    const image = pads.some((count) => count > 0)
      ? rw.create(pad, { x }, { pads, value: Number(bounds(elem)[0]), outType: elem, simd: channels }).result.y
      : x;
    return rw.replace(node, { y: rw.create(maxPool, { x: image }, { kernel, strides, pe: channels }).result.y });
  },
});
