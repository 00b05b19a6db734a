import {
  add,
  ceil,
  compare,
  div,
  floor,
  fromNumber,
  isWhole,
  mul,
  sign,
  sub,
  toNumber,
  type Rational,
} from '../math/rational.ts';

/** A step of a quantiser: its code is reached where `y ≥ at`, or `y > at` if strict. */
export interface Step {
  readonly at: Rational;
  readonly strict: boolean;
}

/** Whether a value has reached a step. */
export function reachesStep(value: Rational, { at, strict }: Step): boolean {
  const order = compare(value, at);
  return order > 0 || (order === 0 && !strict);
}

/** One channel's map from `n` to the quantiser's argument: `y = slope · n + offset`. */
export interface Line {
  readonly slope: Rational;
  readonly offset: Rational;
}

/** Thresholds of one channel on `n`, or on `−n` where the line falls. */
export interface ChannelThresholds {
  readonly flipped: boolean;
  readonly thresholds: Float64Array;
}

/**
 * The places where a staircase of steps rises over the integers in [low, high]: `n ≥ t[k]` exactly where step k is reached.
 *
 * Steps that no n in the range reaches get `high + 1`, steps that all reach get `low`. Ties are exact: the quotient is
 * taken in doubles and settled by fractions where it lies within 1e-9 of an integer.
 */
export function integerThresholds(line: Line, steps: readonly Step[], low: number, high: number): ChannelThresholds {
  const direction = sign(line.slope);
  const [bottom, top] = direction < 0 ? [-high, -low] : [low, high];
  if (direction === 0) return { flipped: false, thresholds: constantSteps(line, steps, bottom, top + 1) };
  const slope = direction < 0 ? { n: -line.slope.n, d: line.slope.d } : line.slope;
  const [slopeNear, offsetNear] = [toNumber(slope), toNumber(line.offset)];
  const thresholds = Float64Array.from(steps, ({ at, strict }) => {
    const atNear = toNumber(at);
    const near = (atNear - offsetNear) / slopeNear;
    // Where step and offset cancel, their own last places decide the quotient of a small slope.
    const doubt = 1e-9 * Math.max(1, Math.abs(near)) + (1e-15 * (Math.abs(atNear) + Math.abs(offsetNear))) / slopeNear;
    if (Math.abs(near - Math.round(near)) > doubt) {
      return Math.min(Math.max(Math.ceil(near), bottom), top + 1);
    }
    const exact = div(sub(at, line.offset), slope);
    const least = strict && isWhole(exact) ? floor(exact) + 1n : ceil(exact);
    return Math.min(Math.max(Number(least), bottom), top + 1);
  });
  return { flipped: direction < 0, thresholds };
}

/** As `integerThresholds`, over all float32: the least float32 that reaches each step; ±∞ where all or none do. */
export function floatThresholds(line: Line, steps: readonly Step[]): ChannelThresholds {
  const direction = sign(line.slope);
  if (direction === 0) return { flipped: false, thresholds: constantSteps(line, steps, -Infinity, Infinity) };
  const slope = direction < 0 ? { n: -line.slope.n, d: line.slope.d } : line.slope;
  const thresholds = Float64Array.from(steps, ({ at, strict }) =>
    leastFloat32({ at: div(sub(at, line.offset), slope), strict }),
  );
  return { flipped: direction < 0, thresholds };
}

function constantSteps({ offset }: Line, steps: readonly Step[], always: number, never: number): Float64Array {
  return Float64Array.from(steps, (step) => (reachesStep(offset, step) ? always : never));
}

/** Least float32 that reaches a step. */
function leastFloat32(step: Step): number {
  let candidate = Math.fround(toNumber(step.at));
  const reaches = (value: number): boolean =>
    Number.isFinite(value) ? reachesStep(fromNumber(value), step) : value > 0;
  while (reaches(candidate) && reaches(previousFloat32(candidate))) candidate = previousFloat32(candidate);
  while (!reaches(candidate)) candidate = -previousFloat32(-candidate);
  return candidate;
}

const floatBits = new DataView(new ArrayBuffer(4));

/** The next float32 below; −0 counts as 0. */
function previousFloat32(value: number): number {
  if (value === -Infinity) return value;
  if (value === 0) return -1.401298464324817e-45;
  floatBits.setFloat32(0, value);
  floatBits.setInt32(0, floatBits.getInt32(0) + (value > 0 ? -1 : 1));
  return floatBits.getFloat32(0);
}

/** The line of a channel whose real value is `scale · n + bias`, seen by a quantiser as `real / step + zero`. */
export const lineOf = (scale: Rational, bias: Rational, step: Rational, zero: Rational): Line => ({
  slope: div(scale, step),
  offset: add(div(bias, step), zero),
});

/** y of a line at an integer. */
export const valueAt = (line: Line, n: number): Rational => add(mul(line.slope, fromNumber(n)), line.offset);
