import {
  attr,
  defineOp,
  innerProducts,
  operand,
  showType,
  tensorType,
  type Node,
  type Tensor,
  type TensorType,
} from '@finnc/ir';
import { divideExactly } from '@finnc/target';
import { activate, checkProduct, stepsOf } from '../shared/activation.ts';
import { ramStyles, resTypes } from '../shared/memory.ts';
import { channelsOf, vectorsOf } from '../shared/vectors.ts';

/**
 * Matrix-vector-activation unit: `acc = offsets + weights · x`, then `y = #{t : acc >= t} + outBias`.
 *
 * - x `[..., MW]` of integers; weights `[MH, MW]`, a row a neuron; y `[..., MH]`.
 * - thresholds `[1 | MH, steps]`; with 0 steps y is the accumulator itself.
 * - offsets `[MH]`, integers the accumulators start from, or `[0]`.
 * - a bipolar y is `2 · count − 1`: one threshold, `outBias` −1.
 *
 * `pe` rows and `simd` columns are worked on each cycle; they must divide MH and MW.
 */
export const mvau = defineOp({
  name: 'hw.mvau',
  summary: 'Matrix-vector product of integers with an optional activation.',
  operands: { x: operand.value, weights: operand.constant, thresholds: operand.constant, offsets: operand.constant },
  results: ['y'],
  attrs: {
    outType: attr.type(),
    outBias: attr.int({ default: 0 }),
    accType: attr.type(),
    pe: attr.int({ min: 1, default: 1 }),
    simd: attr.int({ min: 1, default: 1 }),
    ramStyle: attr.oneOf(ramStyles, { default: 'auto' }),
    resType: attr.oneOf(resTypes, { default: 'auto' }),
  },
  infer({ x, weights, thresholds, offsets }, { outType, outBias, accType, pe, simd }) {
    const { mh, mw } = matrixOf(weights.type);
    if (channelsOf(x.type) !== mw)
      throw new RangeError(`${showType(weights.type)} times vectors of ${showType(x.type)}`);
    const types = { x: x.type, weights: weights.type, thresholds: thresholds.type, offsets: offsets.type };
    checkProduct(types, mh, { outType, outBias, accType });
    divideExactly(mh, pe, 'PE', 'MH');
    divideExactly(mw, simd, 'SIMD', 'MW');
    return { y: tensorType(outType, [...x.type.shape.slice(0, -1), mh]) };
  },
  evaluate({ x, weights, thresholds, offsets }, { outType, outBias }): { y: Tensor } {
    const { mh, mw } = matrixOf(weights.type);
    const vectors = vectorsOf(x.type);
    const sums = innerProducts(x.data, weights.data, vectors, mh, mw);
    if (offsets.data.length > 0) for (let i = 0; i < sums.length; i++) sums[i]! += offsets.data[i % mh]!;
    const shape = [...x.type.shape.slice(0, -1), mh];
    const acc: Tensor = { type: tensorType(outType, shape), data: sums };
    if (stepsOf(thresholds.type) > 0) {
      return { y: { type: acc.type, data: activate(acc, thresholds, outType, outBias) } };
    }
    return { y: { type: acc.type, data: outType.bits <= 31 ? Int32Array.from(sums) : sums } };
  },
});

function matrixOf(weights: TensorType): { readonly mh: number; readonly mw: number } {
  const [mh, mw] = weights.shape;
  if (weights.shape.length !== 2 || !mh || !mw) throw new RangeError(`weights ${showType(weights)} are not a matrix`);
  return { mh, mw };
}

/** Sizes of a matrix-vector unit. `sf` and `nf` are the steps over its columns and rows, `steps` its thresholds a row. */
export interface MvauSizes {
  readonly mh: number;
  readonly mw: number;
  readonly pe: number;
  readonly simd: number;
  readonly sf: number;
  readonly nf: number;
  readonly vectors: number;
  readonly steps: number;
}

export function mvauSizes(node: Node<typeof mvau>): MvauSizes {
  const { x, weights, thresholds } = node.operand;
  const { pe, simd } = node.attrs;
  const { mh, mw } = matrixOf(weights.type);
  return { mh, mw, pe, simd, sf: mw / simd, nf: mh / pe, vectors: vectorsOf(x.type), steps: stepsOf(thresholds.type) };
}
