import { defineRule, qnn } from '@finnc/ir';
import { notIntegers, notOneImage } from '../shared/lowering.ts';
import { channelsOf } from '../shared/vectors.ts';
import { depthToSpace } from './depth-to-space.ts';

/** depth_to_space of an NHWC image → hw.depth_to_space, all channels of a pixel a beat. */
export const depthToSpaceToHardware = defineRule({
  name: 'depth-to-space-to-hardware',
  root: qnn.depthToSpace,
  rewrite(node, rw) {
    const { x } = node.operand;
    const { block, mode, layout } = node.attrs;
    if (layout !== 'nhwc') return rw.skip('its channels are not last');
    const unfit = notIntegers('its input', x) ?? notOneImage(x);
    if (unfit !== undefined) return rw.skip(unfit);
    const simd = channelsOf(node.result.y.type);
    return rw.replace(node, { y: rw.create(depthToSpace, { x }, { block, mode, simd }).result.y });
  },
});
