import { boundsOf } from './bound.ts';
import { periodByEvent, runByEvent } from './by-event/simulation.ts';
import { leastDepth, leastUseful } from './depths.ts';
import { firstFrame, soonestDepths } from './first-frame.ts';
import { withDepths, type ActorNetwork, type Pauses } from './network.ts';
import { intervalOf } from './run.ts';
import type { SizeOptions, Sizing } from './size.ts';

/** Frames by which queues have reached what a paced input fills in them, in all networks but contrived ones. */
const pacedFrames = 6;

/**
 * Depths for networks that are not monotone, where only a whole run tells whether a depth suffices.
 *
 * With the input paced at the interval and queues that never fill, every layer works as soon as it can and nothing waits
 * for room; what the queues then hold is enough. From there each queue is shortened as far as the interval, proven by a
 * repeating state, stays: the costliest first, again and again until none can lose a word.
 *
 * Where the first frame is late, queues that never fill are tried for it. Where these miss the interval, which more room
 * may do here, the interval counts and `latency` is not kept. Past `work`, nothing is shortened any further.
 *
 * @returns undefined if the network stands still or shows no period at any depths
 */
export function sizeByRuns(network: ActorNetwork, options: SizeOptions): Sizing | undefined {
  const { free, bits = [], target, latency, work = Infinity } = options;
  const bound = boundsOf(network)[0];
  if (!bound) return undefined;
  let interval = Math.max(bound.interval, target ?? 0);
  let [evaluations, done] = [0, 0];
  const eventsAFrame = network.queues.reduce((sum, { words }) => sum + 2 * words, 0);
  const intervalAt = (depths: readonly number[]): number => {
    evaluations++;
    const period = periodByEvent(withDepths(network, depths));
    done += eventsAFrame * (typeof period === 'string' ? 1 : period.after + period.frames);
    return typeof period === 'string' ? Infinity : intervalOf(period);
  };
  let latest = Infinity;
  const isSoon = (depths: readonly number[]): boolean => latest === Infinity || firstFrame(network, depths) <= latest;
  const keeps = (depths: readonly number[]): boolean => isSoon(depths) && intervalAt(depths) <= interval;

  const held = pacedMost(network, free, interval);
  // One more: a full queue takes nothing in the cycle of a pop.
  let depths: readonly number[] = network.queues.map(({ depth }, i) =>
    free.includes(i) ? Math.max(leastUseful, held[i]! + 1) : depth,
  );
  for (let doubled = 0; !keeps(depths) && doubled < 4; doubled++) {
    // An eager input, or a period longer than what was looked at, may fill more than a paced one.
    depths = depths.map((depth, i) => (free.includes(i) ? 2 * depth : depth));
  }
  // Where a queue that may not be deepened holds layers up, the rest is sized for what that leaves.
  interval = Math.max(interval, intervalAt(depths));
  if (interval === Infinity) return undefined;
  if (latency !== undefined) {
    const soonest = soonestDepths(network, free, depths).depths;
    if (firstFrame(network, depths) > latency && intervalAt(soonest) <= interval) depths = soonest;
    latest = Math.max(latency, firstFrame(network, depths));
  }
  if (done < work) depths = sharedScale(depths, free, keeps);
  const order = free.toSorted((a, b) => depths[b]! * (bits[b] ?? 1) - depths[a]! * (bits[a] ?? 1));
  for (let shortened = true; shortened;) {
    shortened = false;
    for (const queue of order) {
      if (done >= work) break;
      const least = shortest(depths, queue, keeps);
      if (least === depths[queue]) continue;
      depths = depths.with(queue, least);
      shortened = true;
    }
  }
  const unproven = done < work ? [] : free.filter((queue) => depths[queue]! > leastUseful);
  return { depths, interval: intervalAt(depths), bound, held, isMonotone: false, evaluations, unproven };
}

/** What queues ever hold when frames come every `interval` cycles and nothing ever waits for room. */
function pacedMost(network: ActorNetwork, free: readonly number[], interval: number): readonly number[] {
  const ample = network.queues.map(({ depth, words }, i) => (free.includes(i) ? pacedFrames * words + 1 : depth));
  const { high } = runByEvent(withDepths(network, ample), { frames: pacedFrames, source: evenly(network, interval) });
  return high;
}

/** Words that come evenly over the interval. */
export const evenly =
  ({ queues }: ActorNetwork, interval: number): Pauses =>
  (queue, word) => {
    const { words } = queues[queue]!;
    const at = (i: number): number => Math.floor(Math.floor(i / words) * interval + ((i % words) * interval) / words);
    return word === 0 ? 0 : at(word) - at(word - 1) - 1;
  };

/** All queues shortened by one factor as far as that goes, which spares most of the single steps. */
function sharedScale(
  depths: readonly number[],
  free: readonly number[],
  keeps: (depths: readonly number[]) => boolean,
): readonly number[] {
  const at = (part: number): readonly number[] =>
    depths.map((depth, i) => (free.includes(i) ? leastUseful + Math.ceil((depth - leastUseful) * part) : depth));
  if (keeps(at(0))) return at(0);
  let [low, high] = [0, 1];
  for (let step = 0; step < 5; step++) {
    const middle = (low + high) / 2;
    if (keeps(at(middle))) high = middle;
    else low = middle;
  }
  return at(high);
}

/** Least depth of one queue at which the interval stays; mostly it is the one that there is. */
function shortest(depths: readonly number[], queue: number, keeps: (depths: readonly number[]) => boolean): number {
  const [depth, isEnough] = [depths[queue]!, (other: number): boolean => keeps(depths.with(queue, other))];
  return depth <= leastUseful || !isEnough(depth - 1) ? depth : leastDepth(depth - 1, leastUseful, isEnough);
}
