/**
 * Thresholds that lie on a line, as those of a uniform quantiser do, in place of comparisons:
 *
 *   first + #{k : S ≥ t[k]} = (clamp(S, low, high) · factor + summand) >> shift, for every S from `least` to `most`.
 */
export interface Staircase {
  readonly low: number;
  readonly high: number;
  readonly factor: number;
  readonly summand: number;
}

/**
 * A line that may give one too many, where 32 bits are not fine enough, and another that tells by what S such a count n is
 * reached: by `(n · check.factor + check.summand) >> fraction`.
 */
export interface CheckedStaircase extends Staircase {
  readonly check: { readonly factor: number; readonly summand: number };
}

/** Products below this, and their sums with a summand, are exact in a double: below 2^53. */
const MOST_PRODUCT = 2 ** 52;

/**
 * Whether a factor is one of 31 bits and its products with sums between low and high are exact: so as long as the sums have
 * fewer than 21 bits more than the steps.
 */
const isExact = (factor: number, low: number, high: number): boolean =>
  factor > 0 && factor < 2 ** 31 && Math.max(Math.abs(low), Math.abs(high)) * factor < MOST_PRODUCT;

/** The shift that leaves numbers up to `most` in 32 bits without sign. */
export const staircaseShift = (most: number): number => Math.clz32(most);

/** Thresholds among the sums that can be, between those that every sum reaches and those that none does. */
interface Reachable {
  readonly thresholds: readonly number[];
  /** The result below all of them. */
  readonly first: number;
  /** Sums beyond which nothing changes. */
  readonly low: number;
  readonly high: number;
}

function reachable(thresholds: ArrayLike<number>, least: number, most: number, first: number): Reachable {
  let always = 0;
  while (always < thresholds.length && thresholds[always]! <= least) always++;
  let end = thresholds.length;
  while (end > always && thresholds[end - 1]! > most) end--;
  const own = Array.from({ length: end - always }, (_, i) => thresholds[always + i]!);
  if (own.length === 0) return { thresholds: own, first: first + always, low: 0, high: 0 };
  return { thresholds: own, first: first + always, low: own[0]! - 1, high: own.at(-1)! };
}

/**
 * The line through ascending whole thresholds, if there is one: it must be at k or above where S = t[k], and below k where
 * S = t[k] − 1. Where S cannot be, nothing is asked.
 *
 * @param least, most  bounds of S
 * @param shift        leaves room for the greatest result
 */
export function staircase(
  thresholds: ArrayLike<number>,
  least: number,
  most: number,
  first: number,
  shift: number,
): Staircase | undefined {
  const unit = 2 ** shift;
  const { thresholds: own, first: start, low, high } = reachable(thresholds, least, most, first);
  if (own.length === 0) return { low, high, factor: 0, summand: wrap(start * unit) };

  // Where the line must be at i or above, at each threshold and at the sums below the first, and where below i + 1.
  const reached = [low, ...own].map((x, i) => ({ x, y: i }));
  const missed = [...own.map((t) => t - 1), high].map((x, i) => ({ x, y: i + 1 }));
  const guess = (own.length - 1) / (high - own[0]! || 1);
  const range = own.length > 1 ? ([guess / 2, Math.min(2 * guess, 1)] as const) : ([0, 1] as const);
  const slope = slopeBetween(reached, missed, range, Math.max(Math.abs(low), Math.abs(high)) / unit);
  const factor = Math.round(slope * unit);
  if (!isExact(factor, low, high)) return undefined;
  let summand = -Infinity;
  for (const { x, y } of reached) summand = Math.max(summand, (start + y) * unit - x * factor);
  if (missed.some(({ x, y }) => x * factor + summand >= (start + y) * unit)) return undefined;
  return { low, high, factor, summand: wrap(summand) };
}

/**
 * Bits of a fraction with which thresholds of some rows, and one more at either end, fit 32 bits with their sign.
 *
 * @returns undefined where there is no room for one that is of use
 */
export function checkFraction(thresholds: readonly number[]): number | undefined {
  const bits = 31 - Math.ceil(Math.log2(2 * Math.max(1, ...thresholds.map(Math.abs))));
  return bits < LEAST_FRACTION ? undefined : Math.min(bits, MOST_FRACTION);
}
const LEAST_FRACTION = 6;
const MOST_FRACTION = 16;

/** The two lines, if each threshold is a line's floor; parameters as above, but that results may be one greater. */
export function checkedStaircase(
  thresholds: ArrayLike<number>,
  least: number,
  most: number,
  first: number,
  shift: number,
  fraction: number,
): CheckedStaircase | undefined {
  const unit = 2 ** shift;
  const { thresholds: own, first: start, low, high } = reachable(thresholds, least, most, first);
  if (own.length === 0) return { low, high, factor: 0, summand: wrap(start * unit), check: { factor: 0, summand: 0 } };
  const spacing = own.length > 1 ? (high - own[0]!) / (own.length - 1) : 1;
  const factor = Math.floor(unit / spacing);
  if (!isExact(factor, low, high)) return undefined;
  // Half a step above where it should be, so that it is never too low.
  const summand = Math.round((start + 1.5) * unit) - own[0]! * factor;
  const countAt = (sum: number): number => Math.floor((sum * factor + summand) / unit);
  const below = start + own.length + 2;
  if (below * unit > 2 ** 32) return undefined;
  if (own.some((t, i) => countAt(t) < start + i + 1 || countAt(t - 1) > start + i + 1)) return undefined;
  if (countAt(low) < start || countAt(high) >= below) return undefined;

  const numbered = own.map((t, i) => ({ x: start + i + 1, y: t }));
  const above = numbered.map(({ x, y }) => ({ x, y: y + 1 }));
  const slope = slopeBetween(numbered, above, [spacing / 2, 2 * spacing], (start + own.length) / 2 ** fraction);
  const checkFactor = Math.round(slope * 2 ** fraction);
  let checkSummand = -Infinity;
  for (const { x, y } of numbered) checkSummand = Math.max(checkSummand, y * 2 ** fraction - x * checkFactor);
  const thresholdOf = (count: number): number => Math.floor((count * checkFactor + checkSummand) / 2 ** fraction);
  const ends = [start, start + own.length + 1].map((count) => count * checkFactor + checkSummand);
  if (ends.some((end) => Math.abs(end) >= 2 ** 31) || Math.abs(checkSummand) >= 2 ** 31) return undefined;
  if (numbered.some(({ x, y }) => thresholdOf(x) !== y)) return undefined;
  if (thresholdOf(start) > low || thresholdOf(start + own.length + 1) <= high) return undefined;
  return { low, high, factor, summand: wrap(summand), check: { factor: checkFactor, summand: checkSummand } };
}

/** Modulo 2^32, as a signed integer: sums wrap around to it and back. */
const wrap = (n: number): number => Number(BigInt.asIntN(32, BigInt(n)));

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * A slope of lines that are at some points or above and below others: one for which the lowest such line leaves a margin to
 * the highest, or else the most of it, since the gap between them is convex.
 */
function slopeBetween(
  lowest: readonly Point[],
  highest: readonly Point[],
  [least, most]: readonly [number, number],
  margin: number,
): number {
  const gap = (slope: number): number => {
    let [above, below] = [-Infinity, Infinity];
    for (const { x, y } of lowest) above = Math.max(above, y - slope * x);
    for (const { x, y } of highest) below = Math.min(below, y - slope * x);
    return above - below;
  };
  let [from, to] = [least, most];
  for (let i = 0; i < 80; i++) {
    const [left, right] = [from + (to - from) * 0.382, from + (to - from) * 0.618];
    const [atLeft, atRight] = [gap(left), gap(right)];
    if (atLeft < -4 * margin) return left;
    if (atLeft < atRight) to = right;
    else from = left;
  }
  return (from + to) / 2;
}
