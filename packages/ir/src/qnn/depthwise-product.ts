import { declined, scaledInteger } from '../analysis/index.ts';
import { attr, defineOp, operand } from '../op/index.ts';
import { showType, sizeOf, tensorType, type Tensor, type TensorType } from '../tensor/index.ts';
import { float32, isInteger } from '../types/index.ts';
import { integerWeights, weightedSums } from './accumulate.ts';
import { accumulatorType } from './mat-mul.ts';
import { integerArray, resultArray } from './support.ts';

/** Sizes of a depthwise product: `filters` a channel, channels fastest in windows, filters fastest in results. */
export interface DepthwiseSizes {
  readonly taps: number;
  readonly channels: number;
  readonly filters: number;
}

/** @throws RangeError if the weights do not fit the windows */
export function depthwiseSizes(x: TensorType, w: TensorType): DepthwiseSizes {
  const [taps = 0, columns = 0] = w.shape;
  const depth = x.shape.at(-1) ?? 0;
  const channels = depth / taps;
  if (w.shape.length !== 2 || !Number.isInteger(channels) || columns % channels !== 0 || columns === 0)
    throw new RangeError(`${showType(w)} are no depthwise weights for windows of ${showType(x)}`);
  return { taps, channels, filters: columns / channels };
}

/**
 * Inner products of each channel's window with that channel's filters, in doubles: `[vectors, channels · filters]`.
 *
 * @param x  `[vectors, taps · channels]`, channels fastest
 * @param w  `[taps, channels · filters]`, filters fastest
 */
export function depthwiseSums(x: Tensor['data'], w: Tensor['data'], sizes: DepthwiseSizes): Float64Array {
  const { taps, channels, filters } = sizes;
  const columns = channels * filters;
  const vectors = x.length / (taps * channels);
  const sums = new Float64Array(vectors * columns);
  for (let v = 0; v < vectors; v++) {
    for (let tap = 0; tap < taps; tap++) {
      const from = (v * taps + tap) * channels;
      const row = tap * columns;
      for (let column = 0; column < columns; column++)
        sums[v * columns + column]! += x[from + Math.floor(column / filters)]! * w[row + column]!;
    }
  }
  return sums;
}

/** y[c · m + j] = Σ_tap x[tap · C + c] · w[tap, c · m + j]: a depthwise convolution after its windows, channels last. */
export const depthwiseProduct = defineOp({
  name: 'qnn.depthwise_product',
  summary: 'Inner products of each channel’s window with the filters of that channel.',
  operands: { x: operand.value, w: operand.value },
  results: ['y'],
  attrs: { outType: attr.type({ default: float32 }) },
  infer({ x, w }, { outType }) {
    const { channels, filters } = depthwiseSizes(x.type, w.type);
    return { y: tensorType(outType, [...x.type.shape.slice(0, -1), channels * filters]) };
  },
  evaluate({ x, w }, { outType }, { arithmetic }): { y: Tensor } {
    const sizes = depthwiseSizes(x.type, w.type);
    const shape = [...x.type.shape.slice(0, -1), sizes.channels * sizes.filters];
    const data = isInteger(outType)
      ? integerArray(sizeOf(shape), outType.bits)
      : resultArray(sizeOf(shape), arithmetic);
    data.set(depthwiseSums(x.data, w.data, sizes));
    return { y: { type: tensorType(outType, shape), data } };
  },
});

export const depthwiseProductInteger = scaledInteger.for(depthwiseProduct, (node, cx) => {
  const { x, w } = node.operand;
  const input = cx.fact(x);
  if (!input) return declined(cx.why(x));
  const weights = integerWeights(cx.fact(w), w.type.shape, 1);
  if ('declined' in weights) return weights;
  const { taps, channels, filters } = depthwiseSizes(x.type, w.type);
  const columns = channels * filters;
  const rank = x.type.shape.length;
  const fact = weightedSums(
    input,
    { axis: rank - 1, rank },
    {
      integers: weights.integers,
      products: 'columns',
      rows: columns,
      depth: taps,
      rowScale: weights.rowScale,
      channelOf: (column, tap) => tap * channels + Math.floor(column / filters),
    },
    [...new Array<number>(rank - 1).fill(1), columns],
    false,
  );
  if ('declined' in fact) return fact;
  return {
    facts: { y: fact },
    carry: (build) => ({
      y: build.create(
        depthwiseProduct,
        { x: build.integer(x), w: build.constant(weights.integers) },
        { outType: accumulatorType(fact.low.data, fact.high.data) },
      ).result.y,
    }),
  };
});
