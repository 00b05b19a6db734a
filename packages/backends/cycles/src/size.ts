import { boundsOf, type Bound } from './bound.ts';
import { cheapestDepths } from './cheapest.ts';
import { periodByEvent, runByEvent } from './by-event/simulation.ts';
import { withDepths, type ActorNetwork, type Pauses } from './network.ts';
import { intervalOf } from './run.ts';

/** Least depth that keeps the full rate of a registered queue; with one word, a push and a pop exclude each other. */
export const leastUseful = 2;

export interface SizeOptions {
  /** Indices of the queues whose depth may be chosen; the others stay. */
  readonly free: readonly number[];
  /** Bits of a word of each queue, which a word of depth costs; 1 where unknown. */
  readonly bits?: readonly (number | undefined)[];
  /** Cycles a frame may take; the least there can be if left out. */
  readonly target?: number;
}

export interface Sizing {
  /** One a queue: no free one above `leastUseful` can be a word shorter without missing the interval. */
  readonly depths: readonly number[];
  /** Interval with these depths, cycles a frame. */
  readonly interval: number;
  /** What no depth can beat; the interval is longer where queues that are not free hold layers up. */
  readonly bound: Bound;
  /** Depths with which the interval is reached as well, but not the least: what a paced input ever fills. */
  readonly paced: readonly number[];
  /** No depths that keep the interval cost less, in words times bits; known for networks with few free queues. */
  readonly lowerBound?: number;
  /** Whole runs of the network that it took. */
  readonly evaluations: number;
}

/** Most free queues, and most runs, for which the cheapest depths of all are looked for. */
const few = 8;
const mostRuns = 300;

/** Frames by which queues have reached what a paced input fills in them, in all networks but contrived ones. */
const pacedFrames = 6;

/**
 * Depths that keep an interval at locally least cost.
 *
 * With the input paced at the interval and queues that never fill, every layer works as soon as it can and nothing waits
 * for room; what the queues then hold is enough. From there each queue is shortened as far as the interval, proven by a
 * repeating state, stays: the costliest first, again and again until none can lose a word. Where few queues are free, the
 * cheapest depths of all are looked for, too.
 *
 * @returns undefined if the network stands still or shows no period at any depths
 */
export function sizeQueues(network: ActorNetwork, { free, bits = [], target }: SizeOptions): Sizing | undefined {
  const bound = boundsOf(network)[0];
  if (!bound) return undefined;
  let interval = Math.max(bound.interval, target ?? 0);
  let evaluations = 0;
  const intervalAt = (depths: readonly number[]): number => {
    evaluations++;
    const period = periodByEvent(withDepths(network, depths));
    return typeof period === 'string' ? Infinity : intervalOf(period);
  };
  const keeps = (depths: readonly number[]): boolean => intervalAt(depths) <= interval;

  const paced = pacedDepths(network, free, interval);
  let depths = paced;
  for (let doubled = 0; !keeps(depths) && doubled < 4; doubled++) {
    // An eager input, or a period longer than what was looked at, may fill more than a paced one.
    depths = depths.map((depth, i) => (free.includes(i) ? 2 * depth : depth));
  }
  // Where a queue that may not be deepened holds layers up, the rest is sized for what that leaves.
  interval = Math.max(interval, intervalAt(depths));
  if (interval === Infinity) return undefined;
  const scaled = sharedScale(depths, free, keeps);
  depths = scaled;
  const order = free.toSorted((a, b) => depths[b]! * (bits[b] ?? 1) - depths[a]! * (bits[a] ?? 1));
  for (let shortened = true; shortened;) {
    shortened = false;
    for (const queue of order) {
      const least = leastDepth(depths, queue, keeps);
      if (least === depths[queue]) continue;
      depths = depths.with(queue, least);
      shortened = true;
    }
  }
  if (free.length > few) return { depths, interval: intervalAt(depths), bound, paced, evaluations };
  const price = (queue: number): number => bits[queue] ?? 1;
  const below = free.reduce((sum, i) => sum + depths[i]! * price(i), 0);
  const from = depths.map((depth, i) => (free.includes(i) ? leastUseful : depth));
  const cheapest = cheapestDepths(network, { free, from, price, interval, below, limit: mostRuns });
  depths = cheapest.depths ?? depths;
  const { lowerBound } = cheapest;
  return {
    depths,
    interval: intervalAt(depths),
    bound,
    paced,
    lowerBound,
    evaluations: evaluations + cheapest.evaluations,
  };
}

/** Depths that hold what queues ever hold when frames come every `interval` cycles and nothing ever waits for room. */
function pacedDepths(network: ActorNetwork, free: readonly number[], interval: number): readonly number[] {
  const ample = network.queues.map(({ depth, words }, i) => (free.includes(i) ? pacedFrames * words + 1 : depth));
  // Words come evenly, the rest of a division between frames.
  const source: Pauses = (queue, word) => {
    const { words } = network.queues[queue]!;
    const gap = Math.max(1, Math.floor(interval / words));
    const rest = word % words === 0 && word > 0 ? Math.max(0, interval - gap * words) : 0;
    return word === 0 ? 0 : gap - 1 + Math.ceil(rest);
  };
  const { high } = runByEvent(withDepths(network, ample), { frames: pacedFrames, source });
  // One more: a full queue takes nothing in the cycle of a pop.
  return network.queues.map(({ depth }, i) => (free.includes(i) ? Math.max(leastUseful, high[i]! + 1) : depth));
}

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

/** Least depth of one queue, found from above, at which the interval stays. */
function leastDepth(depths: readonly number[], queue: number, keeps: (depths: readonly number[]) => boolean): number {
  let high = depths[queue]!;
  if (high <= leastUseful || !keeps(depths.with(queue, high - 1))) return high;
  high--;
  if (keeps(depths.with(queue, leastUseful))) return leastUseful;
  let low = leastUseful;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (keeps(depths.with(queue, middle))) high = middle;
    else low = middle;
  }
  return high;
}
