import { seededChoices } from '@finnc/ir/testing';
import { expect, it } from 'vitest';
import { boundsOf } from '../bound.ts';
import { periodByEvent, runByEvent } from '../by-event/simulation.ts';
import { withDepths } from '../network.ts';
import { intervalOf } from '../run.ts';
import { evenly } from '../size-by-runs.ts';
import { monotone } from '../testing/monotone.ts';
import { randomActors } from '../testing/random-network.ts';
import { frameGraphOf } from './frame-graph.ts';
import { endless, PeriodicSchedule } from './schedule.ts';

/** Enough frames for states to repeat in these networks. */
const patience = 2000;

it('is there for just those depths at which a run settles to the interval', () => {
  const seen = { schedules: 0, none: 0 };
  for (let seed = 0; seed < 300; seed++) {
    const choices = seededChoices(seed);
    const network = monotone(randomActors(choices), seed % 2 === 0);
    const bound = boundsOf(network)[0]!.interval;
    for (const [slack, deepest] of [
      [0, 40],
      [choices.from(0, 6), 4],
    ] as const) {
      const interval = Math.ceil(bound) + slack;
      const graph = frameGraphOf(network, interval, 1)!;
      const schedule = PeriodicSchedule.earliest(
        graph,
        network.queues.map(() => endless),
      )!;
      const depths = network.queues.map(() => choices.from(1, deepest));
      const fits = depths.every((depth, queue) => schedule.shorten(queue, depth));
      const period = periodByEvent(withDepths(network, depths), patience);
      expect(period, `seed ${seed}`).not.toBe('no period');
      const real = typeof period === 'string' ? Infinity : intervalOf(period);
      expect(fits, `seed ${seed}: ${real} against ${interval} with ${depths.join()}`).toBe(real <= interval);
      if (!fits) seen.none++;
      else {
        seen.schedules++;
        for (const [queue, depth] of depths.entries()) expect(schedule.depthUsed(queue)).toBeLessThanOrEqual(depth);
      }
    }
  }
  expect(Math.min(seen.schedules, seen.none)).toBeGreaterThan(50);
});

it('counts intervals that are fractions of a cycle', () => {
  let fractions = 0;
  for (let seed = 0; seed < 400; seed++) {
    const choices = seededChoices(seed);
    const network = monotone(randomActors(choices), true);
    const depths = network.queues.map(() => choices.from(1, 3));
    const period = periodByEvent(withDepths(network, depths), patience);
    if (typeof period === 'string' || Number.isInteger(intervalOf(period)) || period.frames > 12) continue;
    fractions++;
    const within = (cycles: number, frames: number): boolean => {
      const graph = frameGraphOf(network, cycles, frames)!;
      const schedule = PeriodicSchedule.earliest(
        graph,
        network.queues.map(() => endless),
      );
      return schedule !== undefined && depths.every((depth, queue) => schedule.shorten(queue, depth));
    };
    expect(within(period.cycles, period.frames), `seed ${seed}`).toBe(true);
    if (intervalOf(period) - 1 / period.frames >= boundsOf(network)[0]!.interval)
      expect(within(period.cycles - 1, period.frames), `seed ${seed}`).toBe(false);
  }
  expect(fractions).toBeGreaterThan(3);
});

it('holds as many words as a run that is paced, but for its first frames', () => {
  let [equal, all] = [0, 0];
  for (let seed = 0; seed < 150; seed++) {
    const network = monotone(randomActors(seededChoices(seed)), seed % 2 === 0);
    const interval = Math.ceil(boundsOf(network)[0]!.interval);
    const ample = network.queues.map(({ words }) => 20 * words + 1);
    const schedule = PeriodicSchedule.earliest(frameGraphOf(network, interval, 1)!, ample)!;
    const { high } = runByEvent(withDepths(network, ample), { frames: 16, source: evenly(network, interval) });
    for (const [queue, { name }] of network.queues.entries()) {
      // A layer that writes before it reads does so ahead of time when there was a frame before.
      expect(schedule.mostHeld(queue), `${name} of seed ${seed}`).toBeLessThanOrEqual(high[queue]!);
      if (schedule.mostHeld(queue) === high[queue]) equal++;
      all++;
    }
  }
  expect(equal).toBeGreaterThan(0.95 * all);
});

it('is not there for an interval that no depths reach', () => {
  const network = monotone(randomActors(seededChoices(3)), true);
  const interval = Math.ceil(boundsOf(network)[0]!.interval) - 1;
  const graph = frameGraphOf(network, interval, 1)!;
  expect(
    PeriodicSchedule.earliest(
      graph,
      network.queues.map(() => endless),
    ),
  ).toBeUndefined();
});
