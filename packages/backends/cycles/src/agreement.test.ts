import { randomSource, seededChoices } from '@finnc/ir/testing';
import { describe, expect, it } from 'vitest';
import { runByCycle } from './by-cycle/simulation.ts';
import { runByEvent } from './by-event/simulation.ts';
import type { Pauses } from './network.ts';
import { randomActors } from './testing/random-network.ts';

/** Pauses that depend on the queue, the word and the seed alone: most are 0, some long. */
const pausesFrom =
  (seed: number): Pauses =>
  (queue, word) => {
    const chance = randomSource(seed + 7919 * queue + 104_729 * word)();
    return chance < 0.7 ? 0 : Math.floor((chance - 0.7) * 30);
  };

describe('state machines by cycle and times by event', () => {
  it('agree on random networks at random depths, in every time and every high-water mark', () => {
    const seen = { deadlocks: 0, joins: 0 };
    for (let seed = 0; seed < 2000; seed++) {
      const network = randomActors(seededChoices(seed));
      const byCycle = runByCycle(network, { frames: 3 });
      expect(runByEvent(network, { frames: 3 }), `seed ${seed}`).toEqual(byCycle);
      if (byCycle.isDeadlocked) seen.deadlocks++;
      if (network.actors.some(({ name }) => name.includes('join'))) seen.joins++;
    }
    // The networks are of all sorts, and most of them run.
    expect(seen.deadlocks).toBeGreaterThan(20);
    expect(seen.deadlocks).toBeLessThan(600);
  });

  it('agree where the world pauses at both ends', () => {
    for (let seed = 0; seed < 1000; seed++) {
      const network = randomActors(seededChoices(seed));
      const world = { frames: 3, source: pausesFrom(seed), sink: pausesFrom(seed + 1) };
      expect(runByEvent(network, world), `seed ${seed}`).toEqual(runByCycle(network, world));
    }
  });
});
