import { attr, defineOp, operand, qnn, tensorType, type Node, type Tensor, type TensorType } from '@finnc/ir';
import { divideExactly } from '@finnc/target/exact';
import { checkProduct, finishSums, stepsOf } from '../shared/activation.ts';
import { ramStyles, resTypes } from '../shared/memory-styles.ts';
import { checkPositions, positionAttrs, positionsOf } from '../shared/positions.ts';
import { vectorsOf } from '../shared/vectors.ts';

/**
 * Vector-vector-activation unit, the depthwise twin of the MVAU: each channel's window times that channel's filters,
 * `acc[c · m + j] = offsets + Σ_tap x[tap · C + c] · weights[tap, c · m + j]`, then `y = #{t : acc >= t} + outBias`.
 *
 * - x `[..., taps · C]` of integers, windows in the order (ky, kx, c); weights `[taps, C · m]`; y `[..., C · m]`.
 * - thresholds `[1 | C · m, steps]`; with 0 steps y is the accumulator itself.
 * - offsets `[C · m]`, integers the accumulators start from, or `[0]`.
 * - with `rowClasses` and `columnClasses`, thresholds and offsets have `classes · C · m` rows, as those of an MVAU.
 *
 * `pe` channels with all of their filters are worked on each cycle; it must divide C.
 */
export const vvau = defineOp({
  name: 'hw.vvau',
  summary: 'Depthwise product of integers with an optional activation.',
  operands: { x: operand.value, weights: operand.constant, thresholds: operand.constant, offsets: operand.constant },
  results: ['y'],
  attrs: {
    outType: attr.type(),
    outBias: attr.int({ default: 0 }),
    accType: attr.type(),
    pe: attr.int({ min: 1, default: 1 }),
    ramStyle: attr.oneOf(ramStyles, { default: 'auto' }),
    resType: attr.oneOf(resTypes, { default: 'auto' }),
    ...positionAttrs,
  },
  infer({ x, weights, thresholds, offsets }, { pe, ...attrs }) {
    const { channels, filters } = qnn.depthwiseSizes(x.type, weights.type);
    const types = { x: x.type, weights: weights.type, thresholds: thresholds.type, offsets: offsets.type };
    checkProduct(types, channels * filters, attrs);
    divideExactly(channels, pe, 'PE', 'Channels');
    const y = resultType(x.type, weights.type, attrs.outType);
    checkPositions(y, attrs);
    return { y };
  },
  evaluate({ x, weights, ...tables }, attrs): { y: Tensor } {
    const type = resultType(x.type, weights.type, attrs.outType);
    const sums = qnn.depthwiseSums(x.data, weights.data, qnn.depthwiseSizes(x.type, weights.type));
    return { y: { type, data: finishSums(sums, type, tables, attrs) } };
  },
});

const resultType = (x: TensorType, weights: TensorType, outType: TensorType['elem']): TensorType =>
  tensorType(outType, [...x.shape.slice(0, -1), weights.shape[1] ?? 0]);

/** Sizes of a depthwise unit. `nf` are the steps over its channels, `steps` its thresholds a channel and class of positions. */
export interface VvauSizes extends qnn.DepthwiseSizes {
  readonly pe: number;
  readonly nf: number;
  readonly vectors: number;
  readonly steps: number;
  readonly classes: number;
}

/** Sizes from the types `x [..., taps · C]` and `weights [taps, C · m]`; vectors are those of a frame. */
export function vvauSizes({ operand, attrs }: Node<typeof vvau>): VvauSizes {
  const { x, weights, thresholds } = operand;
  const sizes = qnn.depthwiseSizes(x.type, weights.type);
  const { pe } = attrs;
  const { classes } = positionsOf(attrs);
  const steps = stepsOf(thresholds.type);
  return { ...sizes, pe, nf: sizes.channels / pe, vectors: vectorsOf(x.type), steps, classes };
}

/**
 * Cycles one frame occupies a depthwise unit: `vectors · taps · C / pe`.
 *
 * @throws RangeError if `pe` does not divide the channels
 */
export const vvauCycles = ({ vectors, taps, channels }: VvauSizes, pe: number): number =>
  vectors * taps * divideExactly(channels, pe, 'PE', 'Channels');
