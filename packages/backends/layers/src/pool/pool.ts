import {
  attr,
  defineOp,
  isInteger,
  operand,
  qnn,
  showType,
  tensorType,
  type Node,
  type ScalarType,
  type Tensor,
  type TensorType,
} from '@finnc/ir';
import { divideExactly } from '@finnc/target/exact';
import { plainWindow, type PoolSizes } from '../shared/pooling.ts';
import { imageOf } from '../shared/vectors.ts';
import { checkSums } from '../sum-pool/sum-pool.ts';

export const poolFunctions = ['max', 'sum'] as const;

/**
 * Reduces the windows that `hw.sliding_window` lays out, channel by channel: x `[N, OH, OW, taps · C]` to y
 * `[N, OH, OW, C]`, a window in the order (ky, kx, c) with c fastest.
 *
 * y has type `outType`, which for a maximum is that of x. `pe` channels are worked on each cycle; it must divide C.
 */
export const pool = defineOp({
  name: 'hw.pool',
  summary: 'Maximum or sum over laid-out windows.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: {
    function: attr.oneOf(poolFunctions),
    taps: attr.int({ min: 1 }),
    outType: attr.type(),
    pe: attr.int({ min: 1 }),
  },
  infer({ x }, attrs) {
    const { elem } = x.type;
    if (attrs.function === 'sum') checkSums(elem, attrs.outType);
    else if (!isInteger(elem) || elem !== attrs.outType)
      throw new RangeError(`the maxima of ${showType(x.type)} as ${attrs.outType.name}`);
    divideExactly(poolChannels(x.type, attrs.taps), attrs.pe, 'PE', 'Channels');
    return { y: reducedType(x.type, attrs) };
  },
  evaluate({ x }, attrs, cx): { y: Tensor } {
    const rows = { type: windowRows(x.type, attrs.taps), data: x.data };
    const window = { kernel: [1, attrs.taps], strides: [1, attrs.taps], ...plainWindow };
    const reduced =
      attrs.function === 'max'
        ? qnn.maxPool.evaluate({ x: rows } as never, window as never, cx)
        : qnn.sumPool.evaluate({ x: rows } as never, { ...window, outType: attrs.outType } as never, cx);
    return { y: { type: reducedType(x.type, attrs), data: reduced['y']!.data } };
  },
});

const poolChannels = (x: TensorType, taps: number): number =>
  divideExactly(imageOf(x).channels, taps, 'taps', 'elements of a window');

function reducedType(x: TensorType, { taps, outType }: { readonly taps: number; readonly outType: ScalarType }) {
  return tensorType(outType, [...x.shape.slice(0, -1), poolChannels(x, taps)]);
}

/** Windows as the rows of an image: `[N, OH · OW, taps, C]`, whose pools are one row high. */
export function windowRows(x: TensorType, taps: number): TensorType {
  const { frames, height, width } = imageOf(x);
  return tensorType(x.elem, [frames, height * width, taps, poolChannels(x, taps)]);
}

/** Sizes from `x [..., taps · C]`, where each vector is a window. */
export function windowPoolSizes({ operand: { x }, attrs: { taps, pe } }: Node<typeof pool>): PoolSizes {
  const { frames, height, channels } = imageOf(windowRows(x.type, taps));
  const [kernel, stride] = [[1, taps] as const, [1, taps] as const];
  return { frames, channels, input: [height, taps], output: [height, 1], kernel, stride, pe };
}
