/**
 * Thresholds that lie on a line, as those of a uniform quantiser do, in place of comparisons:
 *
 *   #{k : S ≥ t[k]} = (clamp(S, low, high) · factor + summand) >> shift, for every S from `least` to `most`.
 */
export interface Staircase {
  readonly low: number;
  readonly high: number;
  readonly factor: number;
  readonly summand: number;
}

/** The shift that leaves counts of up to `steps` in 32 bits without sign. */
export const staircaseShift = (steps: number): number => 32 - (32 - Math.clz32(steps));

/** A point (S, k) below or above which the line must pass. */
type Point = readonly [sum: number, count: number];

/**
 * The line through ascending whole thresholds, if there is one: it must be at k or above where S = t[k], and below k where
 * S = t[k] − 1. Where S cannot be, nothing is asked.
 *
 * @param least, most  bounds of S
 */
export function staircase(thresholds: ArrayLike<number>, least: number, most: number): Staircase | undefined {
  const steps = thresholds.length;
  const shift = staircaseShift(steps);
  const unit = 2 ** shift;
  let always = 0;
  while (always < steps && thresholds[always]! <= least) always++;
  let reachable = steps;
  while (reachable > always && thresholds[reachable - 1]! > most) reachable--;
  if (always === reachable) return { low: least, high: least, factor: 0, summand: wrap(always * unit) };

  const low = thresholds[always]! - 1;
  const high = thresholds[reachable - 1]!;
  const [reached, missed]: [Point[], Point[]] = [[[low, always]], [[high, reachable + 1]]];
  for (let k = always; k < reachable; k++) {
    reached.push([thresholds[k]!, k + 1]);
    missed.push([thresholds[k]! - 1, k + 1]);
  }
  const factor = Math.round(bestSlope(reached, missed) * unit);
  // Both sides are whole and below 2^53 as long as the sums have fewer than 21 bits more than the steps.
  if (!(factor > 0 && factor < 2 ** 31) || Math.max(Math.abs(low), Math.abs(high)) * factor >= 2 ** 52)
    return undefined;
  const summand = reached.reduce((most, [sum, k]) => Math.max(most, k * unit - sum * factor), -Infinity);
  if (!missed.every(([sum, k]) => sum * factor + summand < k * unit)) return undefined;
  return { low, high, factor, summand: wrap(summand) };
}

/** Modulo 2^32, as a signed integer: sums wrap around to it and back. */
const wrap = (n: number): number => Number(BigInt.asIntN(32, BigInt(n)));

/** The slope for which the highest of the lower bounds lies lowest under the lowest of the upper ones: their gap is convex. */
function bestSlope(reached: readonly Point[], missed: readonly Point[]): number {
  const gap = (slope: number): number => {
    let [above, below] = [-Infinity, Infinity];
    for (const [sum, k] of reached) above = Math.max(above, k - slope * sum);
    for (const [sum, k] of missed) below = Math.min(below, k - slope * sum);
    return above - below;
  };
  let [from, to] = [0, 1];
  for (let i = 0; i < 100; i++) {
    const [left, right] = [from + (to - from) * 0.382, from + (to - from) * 0.618];
    if (gap(left) < gap(right)) to = right;
    else from = left;
  }
  return (from + to) / 2;
}
