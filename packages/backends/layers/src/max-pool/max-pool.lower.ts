import { bounds, defineRule, qnn } from '@finnc/ir';
import { isDilated, notPoolable, padded, pooledWindows, wholeStrides } from '../shared/pooling.lower.ts';
import { channelsOf } from '../shared/vectors.ts';
import { maxPool } from './max-pool.ts';

/**
 * max_pool of an NHWC image → hw.max_pool, behind hw.pad with the least value of the type, which never wins; dilated,
 * hw.sliding_window and hw.pool.
 */
export const maxPoolToHardware = defineRule({
  name: 'max-pool-to-hardware',
  root: qnn.maxPool,
  rewrite(node, rw) {
    const { x } = node.operand;
    const { elem } = x.type;
    const unfit = notPoolable(x, node.attrs);
    if (unfit !== undefined) return rw.skip(unfit);
    const image = padded(rw, x, node.attrs, Number(bounds(elem)[0]), elem);
    if (isDilated(node.attrs)) return rw.replace(node, { y: pooledWindows(rw, image, node.attrs, 'max', elem) });
    const attrs = { kernel: node.attrs.kernel, strides: wholeStrides(image, node.attrs), pe: channelsOf(x.type) };
    return rw.replace(node, { y: rw.create(maxPool, { x: image }, attrs).result.y });
  },
});
