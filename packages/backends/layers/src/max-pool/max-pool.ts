import { attr, defineOp, isInteger, operand, qnn, showType, type Node, type Tensor } from '@finnc/ir';
import { divideExactly } from '@finnc/target/exact';
import { plainWindow, pooledType, poolSizes, type PoolSizes } from '../shared/pooling.ts';
import { imageOf } from '../shared/vectors.ts';

const { kernel, strides } = qnn.windowAttrs;

/**
 * Greatest value of each window: x `[N, H, W, C]` to y `[N, OH, OW, C]`, sizes rounded down. No padding: `hw.pad`
 * comes before.
 *
 * `pe` channels are worked on each cycle; it must divide C. FINN's layer is not folded: its `pe` is C.
 */
export const maxPool = defineOp({
  name: 'hw.max_pool',
  summary: 'Maximum over sliding windows of an image.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: { kernel, strides, pe: attr.int({ min: 1 }) },
  infer({ x }, { pe, ...window }) {
    if (!isInteger(x.type.elem)) throw new RangeError(`the maxima of ${showType(x.type)}`);
    divideExactly(imageOf(x.type).channels, pe, 'PE', 'NumChannels');
    return { y: pooledType(x.type, x.type.elem, window) };
  },
  evaluate({ x }, { pe: _pe, ...window }, cx): { y: Tensor } {
    const pooled = qnn.maxPool.evaluate({ x } as never, { ...window, ...plainWindow } as never, cx);
    return { y: { type: pooledType(x.type, x.type.elem, window), data: pooled['y']!.data } };
  },
});

export const maxPoolSizes = ({ operand: { x }, result: { y }, attrs }: Node<typeof maxPool>): PoolSizes =>
  poolSizes(x.type, y.type, attrs);
