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
import { divideExactly } from '@finnc/target/exact';
import { checkProduct, finishSums, stepsOf } from '../shared/activation.ts';
import { ramStyles, resTypes } from '../shared/memory-styles.ts';
import { checkPositions, positionAttrs, positionsOf } from '../shared/positions.ts';
import { channelsOf, vectorsOf } from '../shared/vectors.ts';

/**
 * Matrix-vector-activation unit: `acc = offsets + weights · x`, then `y = #{t : acc >= t} + outBias`.
 *
 * - x `[..., MW]` of integers; weights `[MH, MW]`, a row a neuron; y `[..., MH]`.
 * - thresholds `[1 | MH, steps]`; with 0 steps y is the accumulator itself.
 * - offsets `[MH]`, integers the accumulators start from, or `[0]`.
 * - a bipolar y is `2 · count − 1`: one threshold, `outBias` −1.
 * - with `rowClasses` and `columnClasses`, one entry a row and a column of an image of results, thresholds are
 *   `[classes · MH, steps]` and offsets `[classes · MH]`: what an image has padded around it needs others at its border.
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
    ...positionAttrs,
  },
  infer({ x, weights, thresholds, offsets }, { pe, simd, ...attrs }) {
    const { mh, mw } = matrixOf(weights.type);
    if (channelsOf(x.type) !== mw)
      throw new RangeError(`${showType(weights.type)} times vectors of ${showType(x.type)}`);
    const types = { x: x.type, weights: weights.type, thresholds: thresholds.type, offsets: offsets.type };
    checkProduct(types, mh, attrs);
    divideExactly(mh, pe, 'PE', 'MH');
    divideExactly(mw, simd, 'SIMD', 'MW');
    const y = tensorType(attrs.outType, [...x.type.shape.slice(0, -1), mh]);
    checkPositions(y, attrs);
    return { y };
  },
  evaluate({ x, weights, ...tables }, attrs): { y: Tensor } {
    const { mh, mw } = matrixOf(weights.type);
    const sums = innerProducts(x.data, weights.data, vectorsOf(x.type), mh, mw);
    const type = tensorType(attrs.outType, [...x.type.shape.slice(0, -1), mh]);
    return { y: { type, data: finishSums(sums, type, tables, attrs) } };
  },
});

function matrixOf(weights: TensorType): { readonly mh: number; readonly mw: number } {
  const [mh, mw] = weights.shape;
  if (weights.shape.length !== 2 || !mh || !mw) throw new RangeError(`weights ${showType(weights)} are not a matrix`);
  return { mh, mw };
}

/**
 * Sizes of a matrix-vector unit. `sf` and `nf` are the steps over its columns and rows, `steps` its thresholds a row,
 * `classes` how many rows of them each channel has.
 */
export interface MvauSizes {
  readonly mh: number;
  readonly mw: number;
  readonly pe: number;
  readonly simd: number;
  readonly sf: number;
  readonly nf: number;
  readonly vectors: number;
  readonly steps: number;
  readonly classes: number;
}

export function mvauSizes(node: Node<typeof mvau>): MvauSizes {
  const { x, weights, thresholds } = node.operand;
  const { pe, simd } = node.attrs;
  const { mh, mw } = matrixOf(weights.type);
  const { classes } = positionsOf(node.attrs);
  const steps = stepsOf(thresholds.type);
  return { mh, mw, pe, simd, sf: mw / simd, nf: mh / pe, vectors: vectorsOf(x.type), steps, classes };
}
