import { finnSlidingWindowRtlCycles } from '@finnc/target';
import { cnvWindows } from '@finnc/target/testing';
import { describe, expect, it } from 'vitest';
import { slidingWindowCycles } from './sliding-window.cost.ts';

const cnvWindow = (index: number, simd: number): Parameters<typeof slidingWindowCycles>[0] => {
  const { channels, dim } = cnvWindows[index]!;
  return { channels, kernel: [3, 3], input: [dim, dim], output: [dim - 2, dim - 2], simd };
};

describe('cycles of our sliding window', () => {
  it('are its trip count: 3 rows to fill, then 30 rows of 30 windows', () => {
    expect(slidingWindowCycles(cnvWindow(0, 3))).toBe(3 * 32 + 30 * 30 * 9);
  });

  it('wait for the rows a stride needs where those take longer than the windows', () => {
    const shape = { channels: 8, kernel: [1, 1], input: [10, 10], output: [3, 3], stride: [4, 4], simd: 2 } as const;
    expect(slidingWindowCycles(shape)).toBe(40 + 3 * 160);
  });

  it('idle on images too small for a memory pipeline', () => {
    // A 2×2 window on 2×2 pixels reads its first pixel right behind the last written one: 4 − 2 = 2 steps after.
    const shape = { channels: 1, kernel: [2, 2], input: [2, 2], output: [1, 1], simd: 1 } as const;
    expect(slidingWindowCycles(shape)).toBeGreaterThan(4 + 4);
  });

  it.each([0, 1, 2, 3, 4, 5])('are within two rows of FINN’s RTL on window %i of CNV', (index) => {
    const { channels, dim } = cnvWindows[index]!;
    for (const simd of [1, channels]) {
      const shape = cnvWindow(index, simd);
      const difference = slidingWindowCycles(shape) - finnSlidingWindowRtlCycles(shape);
      expect(difference).toBeGreaterThanOrEqual(0);
      expect(difference).toBeLessThanOrEqual((2 * dim * channels) / simd + 8 * dim);
    }
  });

  // What FINN's SetFolding (`set_folding.py`) finds for CNV-W1A1: the smallest SIMD with no more cycles than the target.
  it.each([
    [33_333, [1, 16, 4, 4, 1, 1]],
    [100_000, [1, 8, 1, 2, 1, 1]],
  ] as const)('lead to the SIMD that FINN finds at %i cycles', (target, expected) => {
    const found = expected.map((_, index) => {
      const { channels } = cnvWindows[index]!;
      return Array.from({ length: channels }, (_unused, i) => i + 1).find(
        (simd) => channels % simd === 0 && slidingWindowCycles(cnvWindow(index, simd)) <= target,
      );
    });
    expect(found).toEqual(expected);
  });
});
