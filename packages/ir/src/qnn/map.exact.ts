import {
  ceil,
  compare,
  floor,
  fromNumber,
  mul,
  rational,
  roundHalfEven,
  sign,
  type Rational,
} from '../math/rational.ts';
import type { MapFunctionName } from './map.ts';

/** Functions with exact fractions, for which a double next to a step must not decide. */
export const exactly: Partial<Record<MapFunctionName, (real: Rational, alpha: number, beta: number) => Rational>> = {
  ceil: (real) => rational(ceil(real)),
  clip: (real, low, high) => atMost(atLeast(real, low), high),
  floor: (real) => rational(floor(real)),
  leaky_relu: (real, alpha) => (sign(real) < 0 ? mul(real, fromNumber(alpha)) : real),
  round: (real) => rational(roundHalfEven(real)),
  sign: (real) => fromNumber(sign(real)),
};
/** Those of them that jump. */
export const jumps: ReadonlySet<MapFunctionName> = new Set(['ceil', 'floor', 'round', 'sign']);

const atLeast = (real: Rational, low: number): Rational =>
  Number.isFinite(low) && compare(real, fromNumber(low)) < 0 ? fromNumber(low) : real;
const atMost = (real: Rational, high: number): Rational =>
  Number.isFinite(high) && compare(real, fromNumber(high)) > 0 ? fromNumber(high) : real;
