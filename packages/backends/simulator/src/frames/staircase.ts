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
  const bounded = reachable - always;
  // Where the line must be at k or above: at each threshold, and at the sums below the first. Where it must be below k.
  const [reached, missed] = [new Float64Array(bounded + 1), new Float64Array(bounded + 1)];
  for (let i = 0; i < bounded; i++) {
    reached[i + 1] = thresholds[always + i]!;
    missed[i] = thresholds[always + i]! - 1;
  }
  reached[0] = low;
  missed[bounded] = high;
  const slope = feasibleSlope(reached, missed, Math.max(Math.abs(low), Math.abs(high)) / unit);
  const factor = Math.round(slope * unit);
  // Both sides are whole and below 2^53 as long as the sums have fewer than 21 bits more than the steps.
  if (!(factor > 0 && factor < 2 ** 31) || Math.max(Math.abs(low), Math.abs(high)) * factor >= 2 ** 52)
    return undefined;
  let summand = -Infinity;
  for (let i = 0; i <= bounded; i++) summand = Math.max(summand, (always + i) * unit - reached[i]! * factor);
  for (let i = 0; i <= bounded; i++) if (missed[i]! * factor + summand >= (always + i + 1) * unit) return undefined;
  return { low, high, factor, summand: wrap(summand) };
}

/** Modulo 2^32, as a signed integer: sums wrap around to it and back. */
const wrap = (n: number): number => Number(BigInt.asIntN(32, BigInt(n)));

/**
 * A slope for which the highest of the lower bounds lies under the lowest of the upper ones by a margin, or the one for which
 * it lies lowest: the gap between them is convex. The line must be at i or above at `reached[i]`, and below i + 1 at `missed[i]`.
 */
function feasibleSlope(reached: Float64Array, missed: Float64Array, margin: number): number {
  const gap = (slope: number): number => {
    let [above, below] = [-Infinity, Infinity];
    for (let i = 0; i < reached.length; i++) {
      const least = i - slope * reached[i]!;
      const most = i + 1 - slope * missed[i]!;
      if (least > above) above = least;
      if (most < below) below = most;
    }
    return above - below;
  };
  const last = reached.length - 1;
  const guess = (last - 1) / (reached[last]! - reached[1]! || 1);
  let [from, to] = last > 1 ? [guess / 2, Math.min(2 * guess, 1)] : [0, 1];
  for (let i = 0; i < 80; i++) {
    const [left, right] = [from + (to - from) * 0.382, from + (to - from) * 0.618];
    const [atLeft, atRight] = [gap(left), gap(right)];
    if (atLeft < -4 * margin) return left;
    if (atLeft < atRight) to = right;
    else from = left;
  }
  return (from + to) / 2;
}
