import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, ceil, compare, floor, fromNumber, negate, rational, sub, type Rational } from '../math/rational.ts';
import { roundingModes, stepOf, type RoundingMode } from '../qnn/rounding.ts';
import { floatThresholds, integerThresholds, lineOf, valueAt, type Line, type Step } from './thresholds.ts';

const half = rational(1n, 2n);
const isNegative = ({ n }: Rational): boolean => n < 0n;

/** A rounding mode by its definition on fractions. */
function round(mode: RoundingMode, y: Rational): bigint {
  const away = (up: (magnitude: Rational) => bigint): bigint => (isNegative(y) ? -up(negate(y)) : up(y));
  switch (mode) {
    case 'half_even': {
      const low = floor(y);
      const order = compare(sub(y, rational(low)), half);
      return order < 0 || (order === 0 && low % 2n === 0n) ? low : low + 1n;
    }
    case 'half_up':
      return away((size) => floor(add(size, half)));
    case 'half_down':
      return away((size) => ceil(sub(size, half)));
    case 'ceil':
      return ceil(y);
    case 'floor':
      return floor(y);
    case 'up':
      return away(ceil);
    case 'down':
      return away(floor);
    default:
      return mode satisfies never;
  }
}

const clamp = (value: bigint, low: number, high: number): number => Math.min(Math.max(Number(value), low), high);
const reached = ({ thresholds, flipped }: { thresholds: Float64Array; flipped: boolean }, n: number): number =>
  thresholds.filter((t) => (flipped ? -n : n) >= t).length;

/** Numbers that meet in ties: short fractions, and float32 that are none. */
const short = fc
  .tuple(fc.integer({ min: -64, max: 64 }), fc.constantFrom(1, 2, 4, 8, 16, 3, 10))
  .map(([n, d]) => n / d);
const float = fc.float({ min: -8, max: 8, noNaN: true }).map(Math.fround);
const number = fc.oneof(short, float);
const positive = number.map((value) => Math.abs(value) || 0.25);
/** A scale so small that doubles of the quotient lose the digits that decide. */
const tiny = fc.constantFrom(2 ** -20, 1e-6, 3e-7, 2 ** -26);
const quantiser = fc.record({
  mode: fc.constantFrom(...roundingModes),
  low: fc.integer({ min: -8, max: 0 }),
  codes: fc.integer({ min: 1, max: 15 }),
});
const stepsOf = ({ mode, low, codes }: { mode: RoundingMode; low: number; codes: number }): Step[] =>
  Array.from({ length: codes }, (_, k) => stepOf(mode, low + 1 + k));

describe('integer thresholds', () => {
  it('count what the quantiser gives at every integer of the range', () => {
    fc.assert(
      fc.property(
        number,
        number,
        positive,
        fc.integer({ min: -3, max: 3 }),
        quantiser,
        fc.integer({ min: -60, max: 0 }),
        fc.integer({ min: 0, max: 60 }),
        (scale, bias, step, zero, q, low, high) => {
          const line = lineOf(fromNumber(scale), fromNumber(bias), fromNumber(step), fromNumber(zero));
          const solved = integerThresholds(line, stepsOf(q), low, high);
          for (let n = low; n <= high; n++) {
            const code = clamp(round(q.mode, valueAt(line, n)), q.low, q.low + q.codes);
            expect(q.low + reached(solved, n), `n = ${n}`).toBe(code);
          }
        },
      ),
      { numRuns: 600, seed: 1 },
    );
  });

  it('are exact where the offset hides the slope in doubles', () => {
    const nearTie = fc.tuple(
      tiny,
      fc.integer({ min: -40, max: 40 }),
      quantiser,
      fc.nat(14),
      fc.constantFrom(0n, 1n, -1n),
    );
    fc.assert(
      fc.property(nearTie, ([slope, n, q, k, shift]) => {
        // The line meets step k at the integer n, or misses it by a 10^12th.
        const steps = stepsOf(q);
        const { at } = steps[k % steps.length]!;
        const missed = rational(shift * BigInt(Math.round(slope * 2 ** 60)), 10n ** 12n * 2n ** 60n);
        const line: Line = {
          slope: fromNumber(slope),
          offset: add(sub(at, valueAt({ slope: fromNumber(slope), offset: rational(0n) }, n)), missed),
        };
        const solved = integerThresholds(line, steps, -100, 100);
        for (let m = n - 2; m <= n + 2; m++) {
          expect(q.low + reached(solved, m), `n = ${m}`).toBe(
            clamp(round(q.mode, valueAt(line, m)), q.low, q.low + q.codes),
          );
        }
      }),
      { numRuns: 600, seed: 1 },
    );
  });

  it('lie in the range, or one above it where no integer reaches the step', () => {
    const line = lineOf(fromNumber(1), fromNumber(0), fromNumber(1), fromNumber(0));
    const steps = [-100, 0.5, 100].map((at) => ({ at: fromNumber(at), strict: false }));
    expect([...integerThresholds(line, steps, -8, 7).thresholds]).toEqual([-8, 1, 8]);
    const falling = lineOf(fromNumber(-1), fromNumber(0), fromNumber(1), fromNumber(0));
    expect(integerThresholds(falling, steps, -8, 7)).toEqual({ flipped: true, thresholds: Float64Array.of(-7, 1, 9) });
  });

  it('are all reached or none where the line is level', () => {
    const level = lineOf(fromNumber(0), fromNumber(0.5), fromNumber(1), fromNumber(0));
    const steps = [
      { at: fromNumber(0.5), strict: false },
      { at: fromNumber(0.5), strict: true },
    ];
    expect([...integerThresholds(level, steps, 0, 7).thresholds]).toEqual([0, 8]);
    expect([...floatThresholds(level, steps).thresholds]).toEqual([-Infinity, Infinity]);
  });
});

const bits = new DataView(new ArrayBuffer(4));
function neighbour(value: number, by: -1 | 1): number {
  if (value === 0) return by * 2 ** -149;
  bits.setFloat32(0, value);
  bits.setInt32(0, bits.getInt32(0) + (value > 0 ? by : -by));
  return bits.getFloat32(0);
}

describe('float32 thresholds', () => {
  const scale = fc.oneof(number, fc.constantFrom(1e-38, -1e-38, 1e30, 3e-45)).map(Math.fround);
  it('count what the quantiser gives at each threshold, its neighbours and anywhere', () => {
    fc.assert(
      fc.property(
        scale,
        number,
        positive,
        quantiser,
        fc.array(fc.float({ noNaN: true, noDefaultInfinity: true })),
        (slope, bias, step, q, others) => {
          const line = lineOf(fromNumber(slope), fromNumber(bias), fromNumber(step), fromNumber(0));
          const solved = floatThresholds(line, stepsOf(q));
          const near = [...solved.thresholds]
            .flatMap((t) => [t, neighbour(t, -1), neighbour(t, 1)])
            .map((t) => (solved.flipped ? -t : t));
          for (const x of [...near, ...others, 0, -0].filter(Number.isFinite)) {
            expect(q.low + reached(solved, x), `x = ${x}`).toBe(
              clamp(round(q.mode, valueAt(line, x)), q.low, q.low + q.codes),
            );
          }
        },
      ),
      { numRuns: 500, seed: 1 },
    );
  });

  it('are float32 values', () => {
    const line = lineOf(fromNumber(0.1), fromNumber(0.3), fromNumber(0.7), fromNumber(0));
    const { thresholds } = floatThresholds(line, [stepOf('half_even', 1), stepOf('half_even', 2)]);
    expect([...thresholds].map(Math.fround)).toEqual([...thresholds]);
  });
});
