import { fromNumber } from '../math/rational.ts';
import { tensor, type Tensor } from '../tensor/index.ts';
import { fitValues } from '../types/index.ts';
import { integerFact, type ScaledInteger } from './fact.ts';
import { uniform } from './field.ts';

/**
 * The fact of a constant whose values are integers times one scale: integers as they stand, or ±s.
 * Undefined for any other constant: an unquantised weight stays a float.
 */
export function integerConstant(constant: Tensor): ScaledInteger | undefined {
  if (!known.has(constant)) known.set(constant, findScale(constant));
  return known.get(constant);
}

/** Constants live long and are looked at in every analysis. */
const known = new WeakMap<Tensor, ScaledInteger | undefined>();

function findScale(constant: Tensor): ScaledInteger | undefined {
  const { data } = constant;
  // One-bit weights say what they are, and are many.
  const isBipolar = constant.type.elem.kind === 'bipolar' && data instanceof Int8Array;
  if (isBipolar && data.includes(-1) && data.includes(1)) return { ...integerFact(-1, 1), constant };
  const first = Math.abs(data[0] ?? 0);
  let whole = true;
  let oneMagnitude = first > 0;
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (!(Math.abs(value) <= Number.MAX_SAFE_INTEGER)) return undefined;
    whole &&= Number.isInteger(value);
    oneMagnitude &&= Math.abs(value) === first;
    if (!whole && !oneMagnitude) return undefined;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (whole) return { ...integerFact(low, high), constant: withIntegerType(constant) };
  const signs = tensor(constant.type.elem, constant.type.shape, Float64Array.from(data, Math.sign));
  return { ...integerFact(-1, 1, uniform(fromNumber(first))), constant: withIntegerType(signs) };
}

/** The same integers under the narrowest type that holds them, in a compact array. */
export function withIntegerType(constant: Tensor): Tensor {
  const elem = fitValues(constant.data);
  // An unsigned type of 8 bits does not fit Int8Array.
  const isByte = elem.bits < 8 || (elem.bits === 8 && elem.kind === 'int' && elem.signed);
  const data = isByte ? new Int8Array(constant.data) : elem.bits <= 31 ? new Int32Array(constant.data) : constant.data;
  return tensor(elem, constant.type.shape, data);
}
