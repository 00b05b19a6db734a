import { defineRule, qnn } from '@finnc/ir';
import { isDilated, notPoolable, padded, pooledWindows, wholeStrides } from '../shared/pooling.lower.ts';
import { channelsOf } from '../shared/vectors.ts';
import { sumPool } from './sum-pool.ts';

/** sum_pool of an NHWC image → hw.sum_pool behind hw.pad with zeros; dilated, hw.sliding_window and hw.pool. */
export const sumPoolToHardware = defineRule({
  name: 'sum-pool-to-hardware',
  root: qnn.sumPool,
  rewrite(node, rw) {
    const { x } = node.operand;
    const { outType, ...pooling } = node.attrs;
    const unfit = notPoolable(x, pooling);
    if (unfit !== undefined) return rw.skip(unfit);
    const hasPads = pooling.pads.some((count) => count > 0);
    const image = padded(rw, x, pooling, 0, qnn.paddedElem(x.type.elem, hasPads));
    if (isDilated(pooling)) return rw.replace(node, { y: pooledWindows(rw, image, pooling, 'sum', outType) });
    const strides = wholeStrides(image, pooling);
    const attrs = { kernel: pooling.kernel, strides, outType, pe: channelsOf(x.type) };
    return rw.replace(node, { y: rw.create(sumPool, { x: image }, attrs).result.y });
  },
});
