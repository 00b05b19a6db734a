import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { constantValue } from '../graph/graph.ts';
import { compare, fromNumber, rational, sub, toNumber, type Rational } from '../math/rational.ts';
import { stepOf } from '../qnn/rounding.ts';
import { tensor } from '../tensor/index.ts';
import { float32 } from '../types/index.ts';
import { lineOf, smallestMargin, valueAt, type Ascent, type Line, type Step } from './index.ts';

const x = constantValue(tensor(float32, [1], [0]));
const ascent = (lines: readonly Line[], steps: readonly Step[], low: number, high: number): Ascent => ({
  x,
  domain: 'integer',
  channels: lines.length,
  at: (channel) => ({ staircase: { line: lines[channel]! }, steps, low, high }),
});
const line = (scale: number, bias: number): Line =>
  lineOf(fromNumber(scale), fromNumber(bias), fromNumber(1), fromNumber(0));
const codes = (count: number): Step[] => Array.from({ length: count }, (_, k) => stepOf('half_even', k + 1));

describe('the smallest margin', () => {
  const number = fc.float({ min: -4, max: 4, noNaN: true }).map(Math.fround);
  it('is the least distance of any reachable integer to any step', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 3 }), fc.nat(6), (scalings, count) => {
        const [low, high] = [-20, 25];
        const lines = scalings.map(([scale, bias]) => line(scale, bias));
        const steps = codes(count + 1);
        let least: Rational | undefined;
        for (const own of lines) {
          for (let n = low; n <= high; n++) {
            for (const { at } of steps) {
              const difference = sub(valueAt(own, n), at);
              const distance = difference.n < 0n ? rational(-difference.n, difference.d) : difference;
              if (!least || compare(distance, least) < 0) least = distance;
            }
          }
        }
        expect(smallestMargin(ascent(lines, steps, low, high))?.steps).toBe(toNumber(least!));
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('names the channel, the step and the integer', () => {
    const found = smallestMargin(ascent([line(1, 0.125), line(0.25, 0.015625)], codes(2), 0, 7));
    expect(found).toMatchObject({ channel: 1, step: 0, integer: 2, steps: 0.015625 });
    expect(found?.relative).toBe(0.015625 / 0.5);
  });

  it('is 0 at a tie', () => {
    expect(smallestMargin(ascent([line(0.5, 0)], codes(1), 0, 3))?.steps).toBe(0);
  });

  it('is not known of real numbers', () => {
    expect(smallestMargin({ ...ascent([line(1, 0)], codes(1), 0, 3), domain: 'float32' })).toBeUndefined();
  });
});
