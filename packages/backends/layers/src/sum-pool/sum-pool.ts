import { attr, defineOp, isInteger, operand, qnn, type Node, type ScalarType, type Tensor } from '@finnc/ir';
import { divideExactly } from '@finnc/target/exact';
import { plainWindow, pooledType, poolSizes, type PoolSizes } from '../shared/pooling.ts';
import { imageOf } from '../shared/vectors.ts';

const { kernel, strides } = qnn.windowAttrs;

/** Sums are integers in two's complement or without sign: ±1 and fractions have no place for them. */
export function checkSums(from: ScalarType, to: ScalarType): void {
  if (!isInteger(from) || to.kind !== 'int') throw new RangeError(`sums of ${from.name} as ${to.name}`);
}

/**
 * Sum of each window: x `[N, H, W, C]` to y `[N, OH, OW, C]` of type `outType`, sizes rounded down. No padding:
 * `hw.pad` comes before. A window as large as the image is FINN's global accumulation.
 *
 * `pe` channels are worked on each cycle; it must divide C.
 */
export const sumPool = defineOp({
  name: 'hw.sum_pool',
  summary: 'Sum over sliding windows of an image.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: { kernel, strides, outType: attr.type(), pe: attr.int({ min: 1 }) },
  infer({ x }, { outType, pe, ...window }) {
    checkSums(x.type.elem, outType);
    divideExactly(imageOf(x.type).channels, pe, 'PE', 'NumChannels');
    return { y: pooledType(x.type, outType, window) };
  },
  evaluate({ x }, { outType, pe: _pe, ...window }, cx): { y: Tensor } {
    const pooled = qnn.sumPool.evaluate({ x } as never, { ...window, ...plainWindow, outType } as never, cx);
    return { y: { type: pooledType(x.type, outType, window), data: pooled['y']!.data } };
  },
});

export const sumPoolSizes = ({ operand: { x }, result: { y }, attrs }: Node<typeof sumPool>): PoolSizes =>
  poolSizes(x.type, y.type, attrs);

/** Whether one window is the whole image. */
export const isGlobal = ({ input, kernel }: PoolSizes): boolean => input.join() === kernel.join();
