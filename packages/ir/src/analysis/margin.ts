import { compare, sub, sign, toNumber, type Rational } from '../math/rational.ts';
import { approximateCurve, curveAt } from './curve.ts';
import type { Ascent } from './scaled-integer.ts';
import { falls, solve, type Staircase } from './staircase.ts';
import { valueAt } from './thresholds.ts';

/** How near the integers that can be reached come to a step of a quantiser, where they come nearest. */
export interface Margin {
  /** Distance in the quantiser's steps; 0 is a tie, which its rounding mode decides. */
  readonly steps: number;
  /** The distance as a part of the greatest number in the sum: below some 2^-22, float32 may decide otherwise. */
  readonly relative: number;
  readonly channel: number;
  /** The step: which one, counted from 0, and the integer that comes so near. */
  readonly step: number;
  readonly integer: number;
}

/**
 * The smallest margin of a quantiser over all integers in the range of what it reads; undefined where it has no steps,
 * or where it reads real numbers, which come as near as one likes.
 *
 * Only the two integers beside a threshold can be nearest to its step. Distances are compared as fractions where doubles
 * do not tell them apart.
 */
export function smallestMargin(ascent: Ascent): Margin | undefined {
  if (ascent.domain !== 'integer') return undefined;
  let best: (Omit<Margin, 'steps' | 'relative'> & { readonly exact: Rational; readonly size: number }) | undefined;
  for (let channel = 0; channel < ascent.channels; channel++) {
    const { staircase, steps, low, high } = ascent.at(channel);
    const { thresholds } = solve(staircase, 'integer', steps, low, high);
    const direction = falls(staircase) ? -1 : 1;
    const [bottom, top] = direction < 0 ? [-high, -low] : [low, high];
    const near = approximator(staircase);
    steps.forEach(({ at }, step) => {
      for (const reached of [thresholds[step]! - 1, thresholds[step]!]) {
        if (reached < bottom || reached > top) continue;
        const integer = direction * reached;
        const { value, size } = near(integer);
        const scale = Math.max(size, Math.abs(toNumber(at)));
        const roughly = Math.abs(value - toNumber(at));
        if (best && roughly - 1e-14 * scale > toNumber(best.exact)) continue;
        const exact = magnitude(sub(exactValue(staircase, integer), at));
        if (!best || compare(exact, best.exact) < 0) best = { exact, size: scale, channel, step, integer };
      }
    });
  }
  if (!best) return undefined;
  const { exact, size, ...place } = best;
  const distance = toNumber(exact);
  return { steps: distance, relative: size === 0 ? 0 : distance / size, ...place };
}

const magnitude = (value: Rational): Rational => (sign(value) < 0 ? { n: -value.n, d: value.d } : value);

const exactValue = (staircase: Staircase, n: number): Rational =>
  'line' in staircase ? valueAt(staircase.line, n) : curveAt(staircase.curve, n);

/** A value in doubles, with the greatest number that went into it. */
function approximator(staircase: Staircase): (n: number) => { readonly value: number; readonly size: number } {
  if ('curve' in staircase) return approximateCurve(staircase.curve);
  const [slope, offset] = [toNumber(staircase.line.slope), toNumber(staircase.line.offset)];
  return (n) => ({ value: slope * n + offset, size: Math.max(Math.abs(slope * n), Math.abs(offset)) });
}
