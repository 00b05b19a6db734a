import {
  bounds,
  isInteger,
  qnn,
  showType,
  sizeOf,
  tensorType,
  type ScalarType,
  type Tensor,
  type TensorType,
} from '@finnc/ir';
import { orderedKey } from '@finnc/ir/hw';
import { classMap, positionsOf, rowsOfClass, type PositionAttrs } from './positions.ts';
import { channelsOf, vectorsOf } from './vectors.ts';

/**
 * Checks that counting thresholds gives codes of `outType`: `y = count + outBias`, or `2 · count − 1` for `bipolar`.
 *
 * @param thresholds  type `[rows, steps]`; one row serves all channels
 * @throws RangeError if rows, steps, bias or type do not fit
 */
export function checkActivation(thresholds: TensorType, channels: number, outType: ScalarType, outBias: number): void {
  const [rows = 0, steps = 0] = thresholds.shape;
  if (thresholds.shape.length !== 2) throw new RangeError(`thresholds ${showType(thresholds)} are not a matrix`);
  if (rows !== 1 && rows !== channels) throw new RangeError(`${rows} rows of thresholds for ${channels} channels`);
  if (!isInteger(outType)) throw new RangeError(`codes of type ${outType.name}`);
  if (outType.kind === 'bipolar') {
    if (steps !== 1 || outBias !== -1) {
      throw new RangeError(`a bipolar output with ${steps} thresholds from ${outBias}, not one from -1`);
    }
    return;
  }
  const [low, high] = bounds(outType);
  if (BigInt(outBias) < low || BigInt(outBias) + BigInt(steps) > high) {
    throw new RangeError(`codes ${outBias} to ${outBias + steps} do not fit ${outType.name}`);
  }
}

/** What a unit of products counts, starts from and gives. */
interface ProductTypes {
  readonly x: TensorType;
  readonly weights: TensorType;
  readonly thresholds: TensorType;
  readonly offsets: TensorType;
}
interface ProductAttrs extends PositionAttrs {
  readonly outType: ScalarType;
  readonly outBias: number;
  readonly accType: ScalarType;
}

/**
 * Checks that a unit of integer products accumulates integers, from an offset for each channel or none, and gives codes
 * of its thresholds or, with 0 steps, the accumulators. With classes of positions, a channel has one row of each a class.
 *
 * @throws RangeError if types, offsets or thresholds do not fit
 */
export function checkProduct(types: ProductTypes, perClass: number, attrs: ProductAttrs): void {
  const { outType, outBias, accType } = attrs;
  const channels = perClass * positionsOf(attrs).classes;
  for (const type of [types.x, types.weights]) {
    if (!isInteger(type.elem)) throw new RangeError(`${showType(type)} in an integer layer`);
  }
  if (!isInteger(accType)) throw new RangeError(`an accumulator of type ${accType.name}`);
  const starts = sizeOf(types.offsets.shape);
  if (starts !== 0 && starts !== channels) throw new RangeError(`${starts} offsets for ${channels} channels`);
  if (stepsOf(types.thresholds) > 0) checkActivation(types.thresholds, channels, outType, outBias);
  else if (outType.kind !== 'int' || outBias !== 0)
    throw new RangeError(`accumulators come out as ${outType.name} from ${outBias}; only integers from 0 can`);
}

/** The codes of `x`, channels last: the meaning of every activation in hardware. */
export function activate(x: Tensor, thresholds: Tensor, outType: ScalarType, outBias: number): Int32Array {
  const codes = qnn.countReached(x, thresholds, x.type.shape.length - 1);
  const scale = outType.kind === 'bipolar' ? 2 : 1;
  for (let i = 0; i < codes.length; i++) codes[i] = scale * codes[i]! + outBias;
  return codes;
}

/** What comes of the sums of a unit of products: the codes of its thresholds, or the accumulators from its offsets on. */
export function finishSums(
  sums: Float64Array,
  type: TensorType,
  { thresholds, offsets }: { readonly thresholds: Tensor; readonly offsets: Tensor },
  attrs: Pick<ProductAttrs, 'outType' | 'outBias'> & PositionAttrs,
): Tensor['data'] {
  const { outType, outBias } = attrs;
  const channels = channelsOf(type);
  const map = classMap(attrs);
  const classAt = (vector: number): number => map[vector % map.length] ?? 0;
  const starts = offsets.data;
  if (starts.length > 0) {
    for (let i = 0; i < sums.length; i++)
      sums[i]! += starts[classAt(Math.floor(i / channels)) * channels + (i % channels)]!;
  }
  if (stepsOf(thresholds.type) === 0) return outType.bits <= 31 ? Int32Array.from(sums) : sums;
  if (map.length === 0) return activate({ type, data: sums }, thresholds, outType, outBias);

  const codes = new Int32Array(sums.length);
  const vectors = Array.from({ length: vectorsOf(type) }, (_, vector) => vector);
  for (let position = 0; position < positionsOf(attrs).classes; position++) {
    const own = vectors.filter((vector) => classAt(vector) === position);
    const data = new Float64Array(own.length * channels);
    own.forEach((vector, i) => {
      data.set(sums.subarray(vector * channels, (vector + 1) * channels), i * channels);
    });
    const some: Tensor = { type: tensorType(outType, [own.length, channels]), data };
    const found = activate(some, rowsOfClass(thresholds, channels, position), outType, outBias);
    own.forEach((vector, i) => {
      codes.set(found.subarray(i * channels, (i + 1) * channels), vector * channels);
    });
  }
  return codes;
}

/** Steps of a matrix of thresholds: 0 where a layer has no activation. */
export const stepsOf = (thresholds: TensorType): number => thresholds.shape[1] ?? 0;

/** Infinite thresholds are reached by all or by none: the ends of the order of keys. */
export function floatKey(threshold: number): number {
  if (threshold === Infinity) return 2 ** 31 - 1;
  if (threshold === -Infinity) return -(2 ** 31);
  return orderedKey(threshold);
}
