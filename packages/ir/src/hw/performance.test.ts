import { describe, expect, it } from 'vitest';
import { networkPerformance, targetCycles } from './performance.ts';

describe('networkPerformance', () => {
  it('adds the layers of a chain and takes the first of the slowest', () => {
    const layers = [
      { name: 'a', cycles: 10 },
      { name: 'b', cycles: 40 },
      { name: 'c', cycles: 40 },
    ];
    expect(networkPerformance(layers, 200)).toEqual({
      criticalPathCycles: 90,
      maxCycles: 40,
      maxCyclesNode: 'b',
      throughputFps: 5_000_000,
      latencyNs: 450,
    });
  });

  it('follows the longer branch of a fork', () => {
    const layers = [
      { name: 'fork', cycles: 1 },
      { name: 'short', cycles: 5, after: ['fork'] },
      { name: 'long', cycles: 9, after: ['fork'] },
      { name: 'join', cycles: 1, after: ['short', 'long'] },
    ];
    expect(networkPerformance(layers, 100).criticalPathCycles).toBe(11);
  });

  it('refuses a layer listed before what it reads', () => {
    expect(() => networkPerformance([{ name: 'a', cycles: 1, after: ['b'] }], 100)).toThrow(
      "layer 'a' comes before 'b', which it reads",
    );
  });

  it('refuses an empty pipeline and a stopped clock', () => {
    expect(() => networkPerformance([], 100)).toThrow(RangeError);
    expect(() => networkPerformance([{ name: 'a', cycles: 1 }], 0)).toThrow(RangeError);
  });
});

describe('targetCycles', () => {
  it.each([
    [200, 9000, 22_222],
    [100, 3000, 33_333],
    [200, 30, 6_666_666],
    [200, 1e7, 20],
  ] as const)('at %d MHz and %d frames/s is %d', (clockMhz, fps, cycles) => {
    expect(targetCycles(clockMhz, fps)).toBe(cycles);
  });

  it('refuses a rate of zero', () => {
    expect(() => targetCycles(100, 0)).toThrow(RangeError);
  });
});
