import type { LayerActors, Pipeline } from '@finnc/ir/hw';
import { describe, expect, it } from 'vitest';
import { steadyByCycle } from './by-cycle/steady.ts';
import { runByCycle } from './by-cycle/simulation.ts';
import { periodByEvent, runByEvent } from './by-event/simulation.ts';
import { withDepths } from './network.ts';
import { chain, wordsAt } from './testing/chain.ts';
import { parts } from './testing/parts.ts';

const pipeline: Pipeline = { stall: 'whole', latency: 4 };
type Part = (words: number) => LayerActors;
const matrix =
  (fold: number, rows: number): Part =>
  (words) =>
    parts.matrix(words / fold, fold, rows, pipeline);
const gather =
  (ratio: number): Part =>
  (words) =>
    parts.gather(words, ratio);

/** Three convolutions on 16 × 16 pixels, a pool and three dense layers, as they were built in SystemVerilog. */
const network = (): ReturnType<typeof chain> => {
  const made: readonly Part[] = [
    () => parts.window(3, 16, 16),
    matrix(9, 2),
    gather(2),
    () => parts.window(3, 14, 14),
    matrix(9, 4),
    gather(4),
    () => parts.pool(12, 12),
    () => parts.window(3, 6, 6),
    matrix(9, 8),
    gather(8),
    matrix(16, 16),
    gather(2),
    matrix(8, 8),
  ];
  const layers: LayerActors[] = [];
  let words = 256;
  for (const part of made) {
    const layer = part(words);
    words = wordsAt(layer, 'write', 'y');
    layers.push(layer);
  }
  return chain(layers, 2);
};
const ones = (count: number): number[] => new Array<number>(count).fill(1);

/**
 * What Verilator 5.006 measured of that network over 18 frames, its queues of the given depths: cycles of the first and
 * of the last word out, and the most words in the first queues. The interval is that of the last two frames.
 */
const recorded = [
  {
    name: '2',
    depths: ones(14).fill(2),
    first: 6106,
    last: 97_622,
    high: [2, 2, 2, 2, 2, 1, 1, 1, 2, 1],
    interval: 5380,
  },
  {
    name: '64',
    depths: ones(14).fill(64),
    first: 6106,
    last: 94_290,
    high: [64, 64, 64, 64, 64, 1, 1, 1, 8, 1],
    interval: 5184,
  },
  {
    name: '89 in one, else 1',
    depths: [1, 1, 1, 1, 89, ...ones(9)],
    first: 6404,
    last: 94_588,
    high: [1, 1, 1, 1, 89],
    interval: 5184,
  },
  {
    name: '88 in one, else 1',
    depths: [1, 1, 1, 1, 88, ...ones(9)],
    first: 6404,
    last: 94_673,
    high: [1, 1, 1, 1, 88],
    interval: 5189,
  },
];

describe.each(recorded)('queues of depth $name', ({ depths, first, last, high, interval }) => {
  const sized = withDepths(network(), depths);
  it.each([
    ['by cycle', runByCycle],
    ['by event', runByEvent],
  ] as const)('behave %s as in Verilator', (_name, run) => {
    const found = run(sized, { frames: 18 });
    expect(found).toMatchObject({ firstOutput: first, lastOutput: last, isDeadlocked: false });
    expect(found.high.slice(0, high.length)).toEqual(high);
  });

  it('give the interval that both models prove', () => {
    expect(steadyByCycle(sized)).toMatchObject({ period: { cycles: interval, frames: 1 } });
    expect(periodByEvent(sized)).toMatchObject({ cycles: interval, frames: 1 });
  });
});
