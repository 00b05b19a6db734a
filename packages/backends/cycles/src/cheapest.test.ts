import { seededChoices } from '@finnc/ir/testing';
import { expect, it } from 'vitest';
import { periodByEvent } from './by-event/simulation.ts';
import { leastUseful } from './depths.ts';
import { withDepths } from './network.ts';
import { intervalOf } from './run.ts';
import { sizeQueues } from './size.ts';
import { monotone } from './testing/monotone.ts';
import { randomActors } from './testing/random-network.ts';

/** All ways to spread `words` over `places`, fewer than a few thousand. */
function* spreads(words: number, places: number): Generator<readonly number[]> {
  if (places === 1) yield [words];
  else
    for (let first = 0; first <= words; first++)
      for (const rest of spreads(words - first, places - 1)) yield [first, ...rest];
}
const ways = (words: number, places: number): number => {
  let count = 1;
  for (let i = 1; i < places; i++) count = (count * (words + i)) / i;
  return count;
};

it('depths of small networks cost what the best of all depths cost', () => {
  let compared = 0;
  for (let seed = 0; seed < 250; seed++) {
    const network = monotone(randomActors(seededChoices(seed)), true);
    const free = network.queues.map((_queue, i) => i);
    if (free.length > 8) continue;
    const found = sizeQueues(network, { free });
    if (!found) continue;
    const extra = found.depths.reduce((sum, depth) => sum + depth - leastUseful, 0);
    if (extra === 0 || ways(extra - 1, free.length) > 500) continue;
    compared++;
    expect(found.lowerBound, `seed ${seed}`).toBe(extra + leastUseful * free.length);
    for (const words of spreads(extra - 1, free.length)) {
      const cheaper = words.map((more) => leastUseful + more);
      const period = periodByEvent(withDepths(network, cheaper));
      const interval = typeof period === 'string' ? Infinity : intervalOf(period);
      expect(interval, `seed ${seed}: ${cheaper.join()}`).toBeGreaterThan(found.interval);
    }
  }
  expect(compared).toBeGreaterThan(6);
});
