import { div, equal, ONE, sign, toNumber, type Rational } from '../math/rational.ts';
import { approximateCurve, curveAt, curvesOf, directionOf, sameCurve, type ChannelCurve } from './curve.ts';
import type { ScaledInteger } from './fact.ts';
import { mapField, zipField, type Field } from './field.ts';
import { leastFloat32, leastInteger } from './search.ts';
import {
  floatThresholds,
  integerThresholds,
  lineOf,
  reachesStep,
  type ChannelThresholds,
  type Line,
  type Step,
} from './thresholds.ts';

/** What the quantiser of one channel sees, as a function of the integer before it. */
export type Staircase = { readonly line: Line } | { readonly curve: ChannelCurve };

/** What a quantiser sees that takes `real / step + zero` of a value; one entry a channel, or one for all. */
export function staircasesOf(fact: ScaledInteger, step: Field<Rational>, zero: Rational): Field<Staircase> {
  if (fact.curve) {
    const last = mapField(step, (s) => ({ factor: div(ONE, s), offset: zero }));
    return zipField(curvesOf(fact), last, (curve, own) => ({ curve: { ...curve, stages: [...curve.stages, own] } }));
  }
  const scaling = zipField(fact.scale, fact.bias, (scale, bias) => ({ scale, bias }));
  return zipField(scaling, step, ({ scale, bias }, s) => ({ line: lineOf(scale, bias, s, zero) }));
}

/** Whether greater integers give smaller codes. */
export const falls = (staircase: Staircase): boolean =>
  ('line' in staircase ? sign(staircase.line.slope) : directionOf(staircase.curve)) < 0;

/** Whether two channels have the same steps, as they are written and not by their values. */
export function sameStaircase(a: Staircase, b: Staircase): boolean {
  if ('line' in a) return 'line' in b && equal(a.line.slope, b.line.slope) && equal(a.line.offset, b.line.offset);
  return 'curve' in b && sameCurve(a.curve, b.curve);
}

/** The thresholds of one channel over the integers in [low, high], or over all float32. */
export function solve(
  staircase: Staircase,
  domain: ScaledInteger['domain'],
  steps: readonly Step[],
  low: number,
  high: number,
): ChannelThresholds {
  if ('curve' in staircase) return curveThresholds(staircase.curve, steps, domain, low, high);
  return domain === 'integer'
    ? integerThresholds(staircase.line, steps, low, high)
    : floatThresholds(staircase.line, steps);
}

/**
 * The places where a staircase rises over a curve: `n ≥ t[k]` exactly where the curve reaches step k.
 *
 * Found by bisection, in doubles, and settled by `curveAt` where those lie within 1e-9 of a step. As for lines, falling
 * curves are flipped, steps that no integer in [low, high] reaches get `high + 1`, and steps that all reach get `low`.
 *
 * @param domain  `float32` searches all float32 numbers and gives ±∞ where all or none reach a step
 * @param steps   in the units of the curve's values, ascending
 */
function curveThresholds(
  curve: ChannelCurve,
  steps: readonly Step[],
  domain: ScaledInteger['domain'],
  low: number,
  high: number,
): ChannelThresholds {
  const direction = directionOf(curve) < 0 ? -1 : 1;
  const near = approximateCurve(curve);
  const [bottom, top] = direction < 0 ? [-high, -low] : [low, high];
  const thresholds = new Float64Array(steps.length);
  let from = bottom;
  steps.forEach((step, k) => {
    const stepNear = toNumber(step.at);
    const reaches = (m: number): boolean => {
      const n = direction * m;
      const { value, size } = near(n);
      if (Math.abs(value - stepNear) > 1e-9 * Math.max(size, Math.abs(stepNear))) return value > stepNear;
      return reachesStep(curveAt(curve, n), step);
    };
    // Steps ascend, so the next one lies no lower.
    thresholds[k] = domain === 'integer' ? leastInteger(reaches, from, top) : leastFloat32(reaches);
    from = thresholds[k]!;
  });
  return { flipped: direction < 0, thresholds };
}
