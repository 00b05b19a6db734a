import { steadyByCycle } from './by-cycle/steady.ts';
import { criticalCycleOf } from './critical.ts';
import { deadlockOf } from './deadlock.ts';
import { withDepths, type ActorNetwork } from './network.ts';
import { intervalOf } from './run.ts';

export interface CheapestOptions {
  /** Indices of the queues whose depth may be chosen, and the depths to begin with. */
  readonly free: readonly number[];
  readonly from: readonly number[];
  /** What one more word of each queue costs. */
  readonly price: (queue: number) => number;
  /** Cycles a frame may take. */
  readonly interval: number;
  /** Only what is cheaper than this is looked for. */
  readonly below: number;
  /** Networks that are looked at, at most. */
  readonly limit: number;
}

export interface Cheapest {
  /** The cheapest depths that keep the interval, where there are cheaper ones and the limit sufficed. */
  readonly depths?: readonly number[];
  /** No depths that keep the interval cost less. */
  readonly lowerBound: number;
  readonly evaluations: number;
}

/**
 * Depths of the least total cost, by exploring from the shortest queues on, the cheapest first.
 *
 * A design that is too slow has a critical cycle, and one that stands still a circle of waits; no depths are enough that
 * leave all queues alone whose room is waited for in it. So only those are deepened, by a word each, and the first design
 * that is fast enough is the cheapest. That holds where more room never delays, so for pipelines with credits.
 *
 * @see Stuijk, Geilen, Basten: Throughput-Buffering Trade-Off Exploration for Cyclo-Static and Synchronous Dataflow
 *   Graphs, IEEE Transactions on Computers 57 (2008)
 */
export function cheapestDepths(network: ActorNetwork, options: CheapestOptions): Cheapest {
  const { free, from, price, interval, below, limit } = options;
  const costOf = (depths: readonly number[]): number => free.reduce((sum, i) => sum + depths[i]! * price(i), 0);
  const frontier = [{ depths: from, cost: costOf(from) }];
  const seen = new Set([from.join()]);
  for (let evaluations = 0; ;) {
    const next = frontier.shift();
    if (!next || next.cost >= below) return { lowerBound: below, evaluations };
    if (evaluations === limit) return { lowerBound: next.cost, evaluations };
    evaluations++;
    const short = tooShort(withDepths(network, next.depths), interval);
    if (short === 'fast enough') return { depths: next.depths, lowerBound: next.cost, evaluations };
    for (const queue of short) {
      if (!free.includes(queue)) continue;
      const depths = next.depths.with(queue, next.depths[queue]! + 1);
      if (seen.has(depths.join())) continue;
      seen.add(depths.join());
      const cost = costOf(depths);
      const place = frontier.findIndex((other) => other.cost > cost);
      frontier.splice(place < 0 ? frontier.length : place, 0, { depths, cost });
    }
  }
}

/** Queues of which one at least has to be deeper for the interval. */
function tooShort(network: ActorNetwork, interval: number): readonly number[] | 'fast enough' {
  const steady = steadyByCycle(network);
  if (steady === 'deadlock') {
    const waits = deadlockOf(network)?.waits ?? [];
    return waits.flatMap(({ for: what, queue }) => (what === 'room' && queue !== undefined ? [queue] : []));
  }
  if (!steady.period) return [];
  if (intervalOf(steady.period) <= interval) return 'fast enough';
  return (
    criticalCycleOf(network, steady.period)?.parts.flatMap(({ kind, queue }) =>
      kind === 'room' && queue !== undefined ? [queue] : [],
    ) ?? []
  );
}
