import { multiplyShift, type ChannelThresholds, type Line } from '../analysis/index.ts';
import { toNumber, type Rational } from '../math/rational.ts';
import { fitValues } from '../types/index.ts';
import type { shiftRoundings } from './requantise.ts';

/** Parameters of `qnn.requantise`, one a channel. */
export interface RequantisePlan {
  readonly shift: number;
  readonly rounding: (typeof shiftRoundings)[number];
  readonly multipliers: readonly number[];
  readonly offsets: readonly number[];
}

/** One channel as its quantiser sees it. */
export interface RequantiseChannel {
  readonly line: Line;
  readonly solved: ChannelThresholds;
  readonly low: number;
  readonly high: number;
}

/**
 * A multiplication and shift that gives the codes of a uniform quantiser at every integer in reach, or undefined.
 *
 * @param first     the integer below the first step
 * @param stepSize  distance of the steps in what the quantiser sees
 * @param evenFrom  the value below the first step in the quantiser's own count, if it rounds halves to even
 */
export function planRequantise(
  channels: readonly RequantiseChannel[],
  first: number,
  { stepSize, evenFrom }: { readonly stepSize: number; readonly evenFrom: number | undefined },
): RequantisePlan | undefined {
  const found = multiplyShift(
    channels.map(({ line, solved }) => ({ ...solved, slope: Math.abs(toNumber(line.slope)) / stepSize })),
    channels.map(({ low, high }) => [low, high]),
    first,
  );
  if (found) {
    return {
      shift: found.shift,
      rounding: 'floor',
      multipliers: found.channels.map(({ multiplier }) => multiplier),
      offsets: found.channels.map(({ offset }) => offset),
    };
  }
  return evenFrom === undefined ? undefined : dyadicPlan(channels, first - evenFrom);
}

/**
 * The line itself, where its slope and offset are integers over a power of two: halves are then really met, and only
 * rounding them to even gives the codes. An odd move of the codes would make even ones odd.
 */
function dyadicPlan(channels: readonly RequantiseChannel[], moved: number): RequantisePlan | undefined {
  if (moved % 2 !== 0) return undefined;
  const shifts = channels.flatMap(({ line }) => [log2Denominator(line.slope), log2Denominator(line.offset)]);
  const shift = Math.max(...shifts);
  if (!(shift <= 52)) return undefined;
  const scaled = ({ n, d }: Rational): number => Number((n << BigInt(shift)) / d);
  const multipliers = channels.map(({ line }) => scaled(line.slope));
  const offsets = channels.map(({ line }) => scaled(line.offset) + moved * 2 ** shift);
  const fits = channels.every(
    ({ low, high }, c) => Math.abs(multipliers[c]!) * Math.max(-low, high) + Math.abs(offsets[c]!) < 2 ** 52,
  );
  return fits ? { shift, rounding: 'half_even', multipliers, offsets } : undefined;
}

/** The exponent of a denominator that is a power of two in lowest terms; NaN for others. */
function log2Denominator({ n, d }: Rational): number {
  let [divisor, rest] = [n < 0n ? -n : n, d];
  while (rest !== 0n) [divisor, rest] = [rest, divisor % rest];
  const bits = (d / divisor).toString(2);
  return /^10*$/.test(bits) ? bits.length - 1 : NaN;
}

/** Sizes of an activation, for the choice between its two forms. */
export interface ActivationSizes {
  readonly steps: number;
  /** Rows of thresholds: 1 where all channels share them. */
  readonly rows: number;
  /** Bits of what is compared or multiplied. */
  readonly bits: number;
}

/** Up to 4 bits thresholds are what FINN's users expect, inside the matrix-vector unit. */
const FEW_STEPS = 15;
/** Bits of a LUT used as memory. */
const LUT_BITS = 64;

/**
 * Whether a multiplier is smaller than thresholds, both for one PE, in LUTs: half a LUT a bit and comparison, one a bit
 * of the partial products, and the parameters in LUT memory. Rough, but the two are far apart: 255 thresholds of 20 bits
 * are 2,550 LUTs of comparators beside some 300 of a multiplier.
 */
export function prefersMultiplication(
  { steps, rows, bits }: ActivationSizes,
  plan: () => RequantisePlan | undefined,
): boolean {
  if (steps <= FEW_STEPS) return false;
  const found = plan();
  if (!found) return false;
  const [m, b] = [found.multipliers, found.offsets].map((values) => fitValues(values).bits);
  const thresholds = (steps * bits) / 2 + (rows * steps * bits) / LUT_BITS;
  const product = bits * m! + (rows * (m! + b!)) / LUT_BITS;
  return product < thresholds;
}
