import { bipolar, int, ternary, uint, type IntType, type ScalarType } from './scalar.ts';

/**
 * Inclusive bounds of an integer value set, exact at any width.
 *
 * @throws RangeError for types whose values are not integers
 */
export function bounds(type: ScalarType): readonly [min: bigint, max: bigint] {
  switch (type.kind) {
    case 'bipolar':
    case 'ternary':
      return [-1n, 1n];
    case 'int': {
      const n = BigInt(type.bits);
      return type.signed ? [-(1n << (n - 1n)), (1n << (n - 1n)) - 1n] : [0n, (1n << n) - 1n];
    }
    case 'fixed':
    case 'float':
      throw new RangeError(`${type.name} has no integer bounds`);
    default:
      return type satisfies never;
  }
}

/** Narrowest `int` or `uint` holding every integer in [min, max]. */
export function fitInt(min: number | bigint, max: number | bigint): IntType {
  const [low, high] = [BigInt(min), BigInt(max)];
  if (low > high) throw new RangeError(`an empty range [${low}, ${high}] has no type`);
  const magnitude = low < 0n ? (-low - 1n > high ? -low - 1n : high) : high;
  const bits = magnitude === 0n ? 0 : magnitude.toString(2).length;
  return low < 0n ? int(bits + 1) : uint(Math.max(bits, 1));
}

/** Narrowest type for given integer values; ±1 stays one bit (`bipolar`) and −1, 0, 1 is `ternary`. */
export function fitValues(values: ArrayLike<number>): ScalarType {
  let min = Infinity;
  let max = -Infinity;
  let zero = false;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
    if (value === 0) zero = true;
  }
  if (min === Infinity) return uint(1);
  if (min >= -1 && max <= 1 && min < 0) return zero ? ternary : bipolar;
  return fitInt(min, max);
}

/** Whether `value` belongs to the value set. */
export function contains(type: ScalarType, value: number): boolean {
  switch (type.kind) {
    case 'bipolar':
      return value === 1 || value === -1;
    case 'float':
      return Object.is(Math.fround(value), value) || Number.isNaN(value);
    case 'fixed': {
      const steps = value * 2 ** type.fraction;
      return Number.isInteger(steps) && steps >= -(2 ** (type.bits - 1)) && steps < 2 ** (type.bits - 1);
    }
    case 'int':
    case 'ternary': {
      const [min, max] = bounds(type);
      return Number.isInteger(value) && BigInt(value) >= min && BigInt(value) <= max;
    }
    default:
      return type satisfies never;
  }
}

/** Narrowest integer type that holds the values of both. */
export function joinTypes(a: ScalarType, b: ScalarType): ScalarType {
  if (a === b) return a;
  const [x, y] = [bounds(a), bounds(b)];
  if (x[0] === -1n && y[0] === -1n && x[1] === 1n && y[1] === 1n) return ternary;
  return fitInt(x[0] < y[0] ? x[0] : y[0], x[1] > y[1] ? x[1] : y[1]);
}
