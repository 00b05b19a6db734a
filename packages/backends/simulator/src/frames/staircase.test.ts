import { randomSource } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { staircase, staircaseShift } from './staircase.ts';

const count = (thresholds: readonly number[], sum: number): number => thresholds.filter((t) => sum >= t).length;

function expectSame(thresholds: readonly number[], least: number, most: number): void {
  const line = staircase(thresholds, least, most)!;
  const shift = staircaseShift(thresholds.length);
  for (let sum = least; sum <= most; sum++) {
    const clamped = Math.min(Math.max(sum, line.low), line.high);
    expect((Math.imul(clamped, line.factor) + line.summand) >>> shift).toBe(count(thresholds, sum));
  }
}

describe('staircase', () => {
  it('counts what thresholds of uniform quantisers count, for every sum that can be', () => {
    const random = randomSource(1);
    for (const steps of [3, 7, 15, 63, 255]) {
      for (let i = 0; i < 8; i++) {
        const [slope, start] = [0.002 + 0.5 * random(), 2 * steps * (random() - 0.5)];
        const thresholds = Array.from({ length: steps }, (_, k) => Math.ceil((k + 1 - start) / slope));
        expectSame(thresholds, -1500, 1300);
      }
    }
  });

  it('is constant where no threshold lies among the sums', () => {
    expectSame([-30, -20, 50, 60], -10, 40);
    expectSame([50, 60, 70, 80], -10, 40);
  });

  it('is none for thresholds that lie on no line, or two at one sum', () => {
    expect(staircase([0, 1, 2, 100, 101, 102], -200, 200)).toBeUndefined();
    expect(staircase([0, 0, 10, 20], -200, 200)).toBeUndefined();
  });

  it('takes sums near the limits of 32 bits, or is none', () => {
    const thresholds = [-(2 ** 30), 0, 2 ** 30, 2 ** 31 - 10];
    const line = staircase(thresholds, -(2 ** 31) + 2, 2 ** 31 - 2);
    if (!line) return;
    for (const t of thresholds)
      for (const sum of [t - 1, t]) {
        const clamped = Math.min(Math.max(sum, line.low), line.high);
        expect((Math.imul(clamped, line.factor) + line.summand) >>> staircaseShift(4)).toBe(count(thresholds, sum));
      }
  });
});
