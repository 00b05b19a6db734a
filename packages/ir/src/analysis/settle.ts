import { add, div, fromNumber, mul, sign, sub, toNumber, type Rational } from '../math/rational.ts';
import { broadcastOffsets, type Shape } from '../tensor/index.ts';
import { approximateCurve, curveAt, curvesOf, directionOf, type ChannelCurve } from './curve.ts';
import type { ScaledInteger } from './fact.ts';
import { float32At, leastInteger } from './search.ts';

/**
 * The exact real value of element `index` of a tensor, from its value in doubles.
 *
 * Right whenever the double is closer to its own step of the scale than to the next, which holds by far.
 */
export function settler(fact: ScaledInteger, shape: Shape): (index: number, approx: number) => Rational | undefined {
  if (fact.curve) return curveSettler(fact, shape);
  const scaleAt = broadcastOffsets(fact.scale.shape, shape);
  const biasAt = broadcastOffsets(fact.bias.shape, shape);
  return (index, approx) => {
    const scale = fact.scale.data[scaleAt[index]!]!;
    const bias = fact.bias.data[biasAt[index]!]!;
    if (sign(scale) === 0) return bias;
    const guess = toNumber(div(sub(fromNumber(approx), bias), scale));
    const n = fact.domain === 'integer' ? Math.round(guess) : Math.fround(guess);
    return Number.isFinite(n) ? add(mul(scale, fromNumber(n)), bias) : undefined;
  };
}

/** Behind a curve the integer is searched for; where the curve is flat, each that fits gives the same real. */
function curveSettler(fact: ScaledInteger, shape: Shape): (index: number, approx: number) => Rational | undefined {
  const curves = curvesOf(fact);
  const at = [curves.shape, fact.low.shape, fact.high.shape].map((own) => broadcastOffsets(own, shape));
  return (index, approx) => {
    const curve = curves.data[at[0]![index]!]!;
    const [low, high] = [fact.low.data[at[1]![index]!]!, fact.high.data[at[2]![index]!]!];
    return curveAt(curve, nearestInput(curve, approx, fact.domain, low, high));
  };
}

/** The input at which a curve is nearest to a value. */
function nearestInput(
  curve: ChannelCurve,
  real: number,
  domain: ScaledInteger['domain'],
  low: number,
  high: number,
): number {
  const direction = directionOf(curve) < 0 ? -1 : 1;
  const near = approximateCurve(curve);
  const rising = (m: number): number => near(direction * m).value;
  if (domain === 'float32') return direction * float32At(rising, real);
  const [bottom, top] = direction < 0 ? [-high, -low] : [low, high];
  const first = Math.min(
    leastInteger((m) => rising(m) >= real, bottom, top),
    top,
  );
  const before = Math.max(first - 1, bottom);
  return direction * (rising(first) - real <= real - rising(before) ? first : before);
}
