import { seededChoices } from '@finnc/ir/testing';
import { expect, it } from 'vitest';
import { periodByEvent } from './by-event/simulation.ts';
import { withDepths, type ActorNetwork } from './network.ts';
import { intervalOf } from './run.ts';
import { leastUseful, sizeQueues } from './size.ts';
import { randomActors } from './testing/random-network.ts';

const intervalAt = (network: ActorNetwork, depths: readonly number[]): number => {
  const period = periodByEvent(withDepths(network, depths));
  return typeof period === 'string' ? Infinity : intervalOf(period);
};

it('keeps the rate of the slowest layer, and no queue can lose a word', () => {
  let sized = 0;
  for (let seed = 0; seed < 120; seed++) {
    const network = randomActors(seededChoices(seed));
    const free = network.queues.map((_queue, i) => i);
    const found = sizeQueues(network, { free });
    if (!found) continue;
    sized++;
    expect(found.interval, `seed ${seed}`).toBe(found.bound.interval);
    for (const [queue, depth] of found.depths.entries()) {
      if (depth === leastUseful) continue;
      expect(intervalAt(network, found.depths.with(queue, depth - 1)), `seed ${seed}`).toBeGreaterThan(found.interval);
    }
  }
  expect(sized).toBeGreaterThan(60);
});
