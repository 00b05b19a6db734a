import { seededChoices } from '@finnc/ir/testing';
import { expect, it } from 'vitest';
import { periodByEvent, runByEvent } from './by-event/simulation.ts';
import { finnDepth, freeDepth, leastUseful } from './depths.ts';
import { withDepths, type ActorNetwork } from './network.ts';
import { isMonotone } from './periodic/frame-graph.ts';
import { intervalOf } from './run.ts';
import { sizeQueues } from './size.ts';
import { monotone } from './testing/monotone.ts';
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

it('takes no more bits than FINN’s rule, and fewer where that gives more than 32 words', () => {
  const seen = { below: 0, equal: 0 };
  for (let seed = 0; seed < 300; seed++) {
    const choices = seededChoices(seed);
    const network = monotone(randomActors(choices), seed % 2 === 0);
    const free = network.queues.flatMap(({ writer, reader }, i) =>
      writer === undefined || reader === undefined ? [] : [i],
    );
    const bits = network.queues.map(() => choices.from(1, 64));
    const found = free.length > 0 && sizeQueues(network, { free, bits });
    if (!found) continue;
    const total = (depthOf: (queue: number) => number): number =>
      free.reduce((sum, queue) => sum + depthOf(queue) * bits[queue]!, 0);
    const finn = total((queue) => finnDepth(found.held[queue]!));
    const ours = total((queue) => freeDepth(found.depths[queue]!, finnDepth(found.held[queue]!)));
    // FINN's depths are for FIFOs that, when full, take a word in the cycle of a pop; ours may need one word more for that.
    const byRule = network.queues.map(({ depth }, i) => (free.includes(i) ? finnDepth(found.held[i]!) : depth));
    if (intervalAt(network, byRule) > found.interval) continue;
    expect(ours, `seed ${seed}`).toBeLessThanOrEqual(finn);
    expect(found.lowerBound ?? 0, `seed ${seed}`).toBeLessThanOrEqual(total((queue) => found.depths[queue]!));
    if (free.some((queue) => finnDepth(found.held[queue]!) > 32)) expect(ours, `seed ${seed}`).toBeLessThan(finn);
    seen[ours < finn ? 'below' : 'equal']++;
  }
  expect(Math.min(seen.below, seen.equal)).toBeGreaterThan(5);
});

it('lets the first frame leave in time where more room may delay, and stops where there is too much to compute', () => {
  let sooner = 0;
  for (let seed = 0; seed < 60; seed++) {
    const network = randomActors(seededChoices(seed));
    if (isMonotone(network)) continue;
    const free = network.queues.map((_queue, i) => i);
    const found = sizeQueues(network, { free, target: 400 });
    if (!found) continue;
    const firstFrame = (depths: readonly number[]): number =>
      runByEvent(withDepths(network, depths), { frames: 1 }).lastOutput;
    const soon = sizeQueues(network, { free, target: 400, latency: 1 })!;
    expect(intervalAt(network, soon.depths), `seed ${seed}`).toBeLessThanOrEqual(soon.interval);
    if (firstFrame(soon.depths) < firstFrame(found.depths)) sooner++;
    const hasty = sizeQueues(network, { free, target: 400, work: 1, latency: 1e6 })!;
    expect(hasty.unproven, `seed ${seed}`).toEqual(free.filter((queue) => hasty.depths[queue]! > leastUseful));
  }
  expect(sooner).toBeGreaterThan(0);
});
