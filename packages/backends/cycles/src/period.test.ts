import { seededChoices } from '@finnc/ir/testing';
import { expect, it } from 'vitest';
import { steadyByCycle } from './by-cycle/steady.ts';
import { CycleSimulation, runByCycle } from './by-cycle/simulation.ts';
import { periodByEvent } from './by-event/simulation.ts';
import { intervalOf } from './run.ts';
import { chain } from './testing/chain.ts';
import { parts } from './testing/parts.ts';
import { randomActors } from './testing/random-network.ts';

it('is the same for both models on random networks, and is what goes on happening', () => {
  let periods = 0;
  for (let seed = 0; seed < 600; seed++) {
    const network = randomActors(seededChoices(seed));
    const steady = steadyByCycle(network);
    const byEvent = periodByEvent(network);
    if (steady === 'deadlock' || !steady.period || typeof byEvent === 'string') {
      expect(byEvent, `seed ${seed}`).toEqual(steady === 'deadlock' ? steady : 'no period');
      continue;
    }
    periods++;
    expect(intervalOf(byEvent), `seed ${seed}`).toBe(intervalOf(steady.period));
    const { after, frames, cycles } = steady.period;
    const { frameEnds } = runByCycle(network, { frames: after + 3 * frames + 1 });
    for (let frame = after; frame + frames < frameEnds.length; frame++) {
      expect(frameEnds[frame + frames]! - frameEnds[frame]!, `seed ${seed}`).toBe(cycles);
    }
  }
  expect(periods).toBeGreaterThan(400);
});

it('of one layer is its own work', () => {
  const layer = parts.matrix(5, 3, 4, { stall: 'whole', latency: 4 });
  const steady = steadyByCycle(chain([layer], 8));
  expect(steady).toMatchObject({ period: { cycles: 5 * 3 * 4, frames: 1 } });
});

it('books every cycle of a period as a firing or a stall', () => {
  for (let seed = 0; seed < 200; seed++) {
    const network = randomActors(seededChoices(seed));
    const steady = steadyByCycle(network);
    if (steady === 'deadlock') continue;
    const { stalls, window } = steady;
    const simulation = new CycleSimulation(network);
    for (const [i, { name }] of network.actors.entries()) {
      const starved = network.queues.reduce((sum, { reader }, q) => sum + (reader === i ? stalls.starved[q]! : 0), 0);
      const blocked = network.queues.reduce((sum, { writer }, q) => sum + (writer === i ? stalls.blocked[q]! : 0), 0);
      const fired = window.frames * simulation.machines[i]!.cursor.perFrame;
      expect(fired + starved + blocked + stalls.waiting[i]!, `${name} of seed ${seed}`).toBe(window.cycles);
    }
  }
});
