import { randomSource } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import {
  checkedStaircase,
  checkFraction,
  staircase,
  staircaseShift,
  type CheckedStaircase,
  type Staircase,
} from './staircase.ts';

const count = (thresholds: readonly number[], sum: number): number => thresholds.filter((t) => sum >= t).length;
const clamped = (sum: number, { low, high }: Staircase): number => Math.min(Math.max(sum, low), high);

/** What engines compute, in 32 bits. */
const onLine = (sum: number, line: Staircase, shift: number): number =>
  (Math.imul(clamped(sum, line), line.factor) + line.summand) >>> shift;
function onCheckedLine(sum: number, line: CheckedStaircase, shift: number, fraction: number): number {
  const most = onLine(sum, line, shift);
  const threshold = (Math.imul(most, line.check.factor) + line.check.summand) >> fraction;
  return most - (threshold > clamped(sum, line) ? 1 : 0);
}

const find = (thresholds: readonly number[], least: number, most: number, first = 0): Staircase | undefined =>
  staircase(thresholds, least, most, first, staircaseShift(thresholds.length + first));

function expectSame(thresholds: readonly number[], least: number, most: number, first = 0): void {
  const shift = staircaseShift(thresholds.length + first);
  const line = find(thresholds, least, most, first)!;
  for (let sum = least; sum <= most; sum++) expect(onLine(sum, line, shift)).toBe(first + count(thresholds, sum));
}

/** Thresholds of a quantiser with one step for all. */
const uniform = (steps: number, slope: number, start: number): readonly number[] =>
  Array.from({ length: steps }, (_, k) => Math.ceil((k + 1 - start) / slope));

describe('staircase', () => {
  it('counts what thresholds of uniform quantisers count, for every sum that can be', () => {
    const random = randomSource(1);
    for (const steps of [3, 7, 15, 63, 255]) {
      for (let i = 0; i < 8; i++) {
        const [slope, start] = [0.002 + 0.5 * random(), 2 * steps * (random() - 0.5)];
        expectSame(uniform(steps, slope, start), -1500, 1300, i % 3);
      }
    }
  });

  it('is constant where no threshold lies among the sums', () => {
    expectSame([-30, -20, 50, 60], -10, 40);
    expectSame([50, 60, 70, 80], -10, 40, 2);
  });

  it('is none for thresholds that lie on no line, or two at one sum', () => {
    expect(find([0, 1, 2, 100, 101, 102], -200, 200)).toBeUndefined();
    expect(find([0, 0, 10, 20], -200, 200)).toBeUndefined();
  });

  it('takes sums near the limits of 32 bits, or is none', () => {
    const thresholds = [-(2 ** 30), 0, 2 ** 30, 2 ** 31 - 10];
    const line = find(thresholds, -(2 ** 31) + 2, 2 ** 31 - 2);
    if (!line) return;
    for (const t of thresholds)
      for (const sum of [t - 1, t]) expect(onLine(sum, line, staircaseShift(4))).toBe(count(thresholds, sum));
  });
});

describe('checkedStaircase', () => {
  const limit = 900_000;
  const findChecked = (thresholds: readonly number[], first = 0): [CheckedStaircase | undefined, number, number] => {
    const shift = staircaseShift(thresholds.length + first + 1);
    const fraction = checkFraction(thresholds.filter((t) => Math.abs(t) < limit))!;
    return [checkedStaircase(thresholds, -limit, limit, first, shift, fraction), shift, fraction];
  };

  it('counts where sums are so great that one line is too coarse', () => {
    const random = randomSource(2);
    let found = 0;
    for (const steps of [7, 15, 31]) {
      for (let i = 0; i < 12; i++) {
        const [spacing, start] = [(0.5 + 2 * random()) * (limit / steps), steps * (random() - 0.2)];
        const thresholds = uniform(steps, 1 / spacing, start);
        const [line, shift, fraction] = findChecked(thresholds, i % 3);
        if (!line) continue;
        if (!find(thresholds, -limit, limit)) found++;
        const sums = thresholds.flatMap((t) => [t - 1, t]).filter((sum) => Math.abs(sum) <= limit);
        for (const sum of [...sums, -limit, limit, 0])
          expect(onCheckedLine(sum, line, shift, fraction)).toBe((i % 3) + count(thresholds, sum));
      }
    }
    expect(found).toBeGreaterThan(20);
  });

  it('is constant where no threshold lies among the sums', () => {
    const [line, shift, fraction] = findChecked([-1e6, 1e6, 2e6], 1);
    for (const sum of [-limit, 0, limit]) expect(onCheckedLine(sum, line!, shift, fraction)).toBe(2);
  });

  it('is none for thresholds that lie on no line', () => {
    expect(findChecked([0, 10_000, 20_000, 100_000, 110_000, 120_000])[0]).toBeUndefined();
  });

  it('is none for thresholds that leave no bits for a fraction', () => {
    expect(checkFraction([2 ** 28])).toBeUndefined();
  });
});
