import { fromNumber, type Rational } from '../math/rational.ts';
import { reachesStep, type Step } from '../analysis/index.ts';

/** Rounding modes of QONNX; names as in its table, `ROUND` and `ROUND_TO_ZERO` being `HALF_EVEN` and `DOWN`. */
export const roundingModes = ['half_even', 'half_up', 'half_down', 'ceil', 'floor', 'up', 'down'] as const;
export type RoundingMode = (typeof roundingModes)[number];

/** The mode a file names, whatever its case, or undefined. */
export function parseRoundingMode(text: string): RoundingMode | undefined {
  const name = text.toLowerCase();
  if (name === 'round') return 'half_even';
  if (name === 'round_to_zero') return 'down';
  return roundingModes.find((mode) => mode === name);
}

/** Half to even, exact for |y| < 2^52. */
export function halfEven(y: number): number {
  const floor = Math.floor(y);
  const rest = y - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/**
 * Rounds as QONNX computes it. `fround` is the rounding of |y| ± 0.5: in float32 HALF_UP(0.49999997) is 1,
 * because the sum rounds up to 1.
 */
export function roundWith(mode: RoundingMode, y: number, fround: (value: number) => number): number {
  switch (mode) {
    case 'half_even':
      return halfEven(y);
    case 'half_up':
      return Math.sign(y) * Math.floor(fround(Math.abs(y) + 0.5));
    case 'half_down':
      return Math.sign(y) * Math.ceil(fround(Math.abs(y) - 0.5));
    case 'ceil':
      return Math.ceil(y);
    case 'floor':
      return Math.floor(y);
    case 'up':
      return Math.sign(y) * Math.ceil(Math.abs(y));
    case 'down':
      return Math.trunc(y);
    default:
      return mode satisfies never;
  }
}

/** Whether a double is so close to a multiple of one half that its own error could decide the code. */
export const nearStep = (y: number): boolean => {
  const twice = 2 * y;
  return Math.abs(twice - Math.round(twice)) <= 1e-9 * Math.max(1, Math.abs(twice));
};

/** Where, in real numbers, the rounded value first reaches the integer `code`. */
export function stepOf(mode: RoundingMode, code: number): Step {
  const half = fromNumber(code - 0.5);
  const whole = fromNumber(code);
  const before = fromNumber(code - 1);
  const reached = (at: Rational, strict: boolean): Step => ({ at, strict });
  switch (mode) {
    case 'half_even':
      return reached(half, code % 2 !== 0);
    case 'half_up':
      return reached(half, code <= 0);
    case 'half_down':
      return reached(half, code > 0);
    case 'ceil':
      return reached(before, true);
    case 'floor':
      return reached(whole, false);
    case 'up':
      return code > 0 ? reached(before, true) : reached(whole, false);
    case 'down':
      return code > 0 ? reached(whole, false) : reached(before, true);
    default:
      return mode satisfies never;
  }
}

/** The code in [low, high] of an exact argument, by the steps that thresholds are made from; a good guess is near. */
export function settledCode(y: Rational, mode: RoundingMode, guess: number, low: number, high: number): number {
  let code = Math.min(Math.max(guess, low), high);
  while (code < high && reachesStep(y, stepOf(mode, code + 1))) code++;
  while (code > low && !reachesStep(y, stepOf(mode, code))) code--;
  return code;
}
