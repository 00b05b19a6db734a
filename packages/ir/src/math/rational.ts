/** An exact fraction with a positive denominator, not always in lowest terms. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

export const rational = (n: bigint, d = 1n): Rational => {
  if (d === 0n) throw new RangeError('a fraction with denominator 0');
  return d < 0n ? { n: -n, d: -d } : { n, d };
};
export const ZERO: Rational = { n: 0n, d: 1n };
export const ONE: Rational = { n: 1n, d: 1n };

const scratch = new DataView(new ArrayBuffer(8));

/**
 * The exact value of a finite double.
 *
 * @throws RangeError for infinities and NaN
 */
export function fromNumber(value: number): Rational {
  if (Number.isInteger(value)) return { n: BigInt(value), d: 1n };
  if (!Number.isFinite(value)) throw new RangeError(`${value} is not a fraction`);
  scratch.setFloat64(0, value);
  const bits = scratch.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  let mantissa = exponent === 0 ? fraction : fraction | 0x10000000000000n;
  let shift = (exponent === 0 ? 1 : exponent) - 1075;
  // Doubles of this domain are mostly short fractions: dropping common twos keeps the products small.
  while (shift < 0 && (mantissa & 0xffffn) === 0n && shift <= -16) {
    mantissa >>= 16n;
    shift += 16;
  }
  while (shift < 0 && (mantissa & 1n) === 0n) {
    mantissa >>= 1n;
    shift++;
  }
  const signed = value < 0 ? -mantissa : mantissa;
  return shift >= 0 ? { n: signed << BigInt(shift), d: 1n } : { n: signed, d: 1n << BigInt(-shift) };
}

/** Nearest double, correct to the last place or two; for display and for first guesses that are verified after. */
export function toNumber({ n, d }: Rational): number {
  const direct = Number(n) / Number(d);
  if (Number.isFinite(direct) && Math.abs(direct) > 1e-290) return direct;
  if (n === 0n) return 0;
  // A part beyond the range of a double: keep the leading bits of each and scale the quotient afterwards.
  const [dropN, dropD] = [Math.max(0, bitLength(n) - 64), Math.max(0, bitLength(d) - 64)];
  const quotient = Number(n >> BigInt(dropN)) / Number(d >> BigInt(dropD));
  const exponent = dropN - dropD;
  const first = Math.trunc(exponent / 2);
  return quotient * 2 ** first * 2 ** (exponent - first);
}

const bitLength = (value: bigint): number => (value < 0n ? -value : value).toString(16).length * 4;

export const add = (a: Rational, b: Rational): Rational =>
  a.d === b.d ? { n: a.n + b.n, d: a.d } : { n: a.n * b.d + b.n * a.d, d: a.d * b.d };
export const negate = (a: Rational): Rational => ({ n: -a.n, d: a.d });
export const sub = (a: Rational, b: Rational): Rational => add(a, negate(b));
export const mul = (a: Rational, b: Rational): Rational => ({ n: a.n * b.n, d: a.d * b.d });
/** @throws RangeError on division by zero */
export const div = (a: Rational, b: Rational): Rational => rational(a.n * b.d, a.d * b.n);
export const compare = (a: Rational, b: Rational): number => {
  const difference = a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};
export const equal = (a: Rational, b: Rational): boolean => a.n * b.d === b.n * a.d;
export const sign = (a: Rational): number => (a.n < 0n ? -1 : a.n > 0n ? 1 : 0);

/** Largest integer ≤ a. */
export function floor({ n, d }: Rational): bigint {
  const quotient = n / d;
  return n < 0n && n % d !== 0n ? quotient - 1n : quotient;
}
/** Smallest integer ≥ a. */
export const ceil = (a: Rational): bigint => -floor(negate(a));
/** Nearest integer; of two, the even one. */
export function roundHalfEven(a: Rational): bigint {
  const below = floor(a);
  const order = compare(sub(a, { n: below, d: 1n }), { n: 1n, d: 2n });
  return order < 0 || (order === 0 && below % 2n === 0n) ? below : below + 1n;
}
export const isWhole = ({ n, d }: Rational): boolean => n % d === 0n;

/** The same fraction with the smallest numerator and denominator. */
export function lowestTerms({ n, d }: Rational): Rational {
  let [a, b] = [n < 0n ? -n : n, d];
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? ZERO : { n: n / a, d: d / a };
}
