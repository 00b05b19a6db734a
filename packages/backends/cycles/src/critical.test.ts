import { seededChoices } from '@finnc/ir/testing';
import { expect, it } from 'vitest';
import { steadyByCycle } from './by-cycle/steady.ts';
import { criticalCycleOf } from './critical.ts';
import { chain } from './testing/chain.ts';
import { parts } from './testing/parts.ts';
import { randomActors } from './testing/random-network.ts';

it('is as long as the frames that it spans, in chains and where branches meet', () => {
  let found = 0;
  for (let seed = 0; seed < 400; seed++) {
    const network = randomActors(seededChoices(seed));
    const steady = steadyByCycle(network);
    if (steady === 'deadlock' || !steady.period) continue;
    const critical = criticalCycleOf(network, steady.period);
    found++;
    const cycles = critical!.parts.reduce((sum, part) => sum + part.cycles, 0);
    const { period } = steady;
    expect(cycles * period.frames, `seed ${seed}`).toBe(critical!.frames * period.cycles);
  }
  expect(found).toBeGreaterThan(300);
});

it('is the slowest layer where nothing else holds it up', () => {
  const pipeline = { stall: 'credit', latency: 4, credits: 5 } as const;
  const network = chain([parts.matrix(4, 2, 2, pipeline), parts.matrix(4, 2, 8, pipeline)], 16);
  const critical = criticalCycleOf(network, { cycles: 64, frames: 1, after: 3 });
  expect(critical).toEqual({ parts: [{ name: 'layer1', kind: 'firings', cycles: 64 }], frames: 1 });
});

it('goes around through a short queue where that holds layers up', () => {
  const network = chain([parts.gather(16, 1), parts.gather(16, 1)], 1);
  const critical = criticalCycleOf(network, { cycles: 32, frames: 1, after: 3 });
  // With one place, a word comes in one cycle and makes room in the next.
  expect(critical).toEqual({
    parts: [
      { name: 'q2', kind: 'word', cycles: 16 },
      { name: 'q2', kind: 'room', cycles: 16, queue: 2 },
    ],
    frames: 1,
  });
});
