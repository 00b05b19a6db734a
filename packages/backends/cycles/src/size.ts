import { firingsOf } from '@finnc/ir/hw';
import { boundsOf, type Bound } from './bound.ts';
import { cheapestDepths } from './cheapest.ts';
import { leastDepth, leastUseful } from './depths.ts';
import { firstFrame, soonestDepths } from './first-frame.ts';
import type { ActorNetwork } from './network.ts';
import { frameGraphOf, isMonotone } from './periodic/frame-graph.ts';
import { endless, PeriodicSchedule } from './periodic/schedule.ts';
import { sizeByRuns } from './size-by-runs.ts';

export interface SizeOptions {
  /** Indices of the queues whose depth may be chosen; the others stay. */
  readonly free: readonly number[];
  /** Bits of a word of each queue, which a word of depth costs; 1 where unknown. */
  readonly bits?: readonly (number | undefined)[];
  /** Cycles a frame may take; the least there can be if left out. */
  readonly target?: number;
  /** Cycle in which the last word of the first frame has to have left; if left out, that does not matter. */
  readonly latency?: number;
  /** Events that may be computed, again and again, for all queues; with less, depths may be more than the least. */
  readonly work?: number;
}

export interface Sizing {
  /** One a queue: no free one above `leastUseful` can be a word shorter without missing the interval. */
  readonly depths: readonly number[];
  /** With these depths a frame takes no more cycles. */
  readonly interval: number;
  /** What no depth can beat; the interval is longer where queues that are not free hold layers up. */
  readonly bound: Bound;
  /** Most words in each queue when the input is paced at the interval and no queue ever fills. */
  readonly held: readonly number[];
  /** No depths that keep the interval cost less, in words times bits. */
  readonly lowerBound?: number;
  /** Queues whose depth is enough, but perhaps not the least: there was too much to compute. */
  readonly unproven: readonly number[];
  /** Whether deeper queues keep the interval, too. */
  readonly isMonotone: boolean;
  /** Depths that were tried. */
  readonly evaluations: number;
}

/** Most free queues, and most runs, for which the cheapest depths of all are looked for. */
const few = 8;
const mostRuns = 300;
/** Runs with which nothing is found: the search begins at the shortest queues. */
const fewRuns = 10;
/** Frames until a state repeats, and some that are looked at for it. */
const framesOfARun = 8;

/** Events that are computed at most where nothing else is said: half a minute or so. */
export const mostWork = 2e8;

/** Events that may be computed before other orders of queues are tried. */
const workForOrders = 2e6;

/**
 * Depths that keep an interval at locally least cost.
 *
 * Where few queues are free and a frame is not too many events for that, the cheapest depths of all are looked for, too.
 *
 * @returns undefined if the network stands still or shows no period at any depths
 */
export function sizeQueues(network: ActorNetwork, options: SizeOptions): Sizing | undefined {
  const found = (isMonotone(network) ? sizeBySchedule(network, options) : undefined) ?? sizeByRuns(network, options);
  const { free, bits = [], latency, work = mostWork } = options;
  // Each depth that is tried is a run of some frames.
  const firings = network.actors.reduce((sum, { schedule }) => sum + firingsOf(schedule), 0);
  const limit = Math.min(mostRuns, Math.floor(work / (framesOfARun * firings)));
  if (!found || free.length > few || limit < fewRuns || latency !== undefined) return found;
  const price = (queue: number): number => bits[queue] ?? 1;
  const below = free.reduce((sum, i) => sum + found.depths[i]! * price(i), 0);
  const from = found.depths.map((depth, i) => (free.includes(i) ? leastUseful : depth));
  const { interval } = found;
  const cheapest = cheapestDepths(network, { free, from, price, interval, below, limit });
  return {
    ...found,
    depths: cheapest.depths ?? found.depths,
    lowerBound: Math.max(cheapest.lowerBound, found.lowerBound ?? 0),
    evaluations: found.evaluations + cheapest.evaluations,
  };
}

/**
 * Depths for monotone networks, where a schedule that repeats proves an interval.
 *
 * It begins with everything as early as it can, the input paced at the interval: all queues at once are as deep as that
 * schedule needs. Then each is shortened as far as there is a schedule, the costliest first. What is too short for one
 * queue stays too short when others become shorter, so one pass is enough. In small networks other orders are tried, too.
 */
function sizeBySchedule(network: ActorNetwork, options: SizeOptions): Sizing | undefined {
  const { free, bits = [], target = 0, latency, work = mostWork } = options;
  const bound = unboundedInterval(network, free);
  const found = bound && scheduleAt(network, free, Math.max(bound.interval, target));
  if (!found) return undefined;
  const { schedule, interval } = found;
  const held = network.queues.map((_queue, i) => schedule.mostHeld(i));
  const price = (queue: number): number => bits[queue] ?? 1;
  const used = new Map(free.map((queue) => [queue, Math.max(leastUseful, schedule.depthUsed(queue))]));
  const order = free.toSorted((a, b) => used.get(b)! * price(b) - used.get(a)! * price(a));
  const { alone, evaluations } = leastAlone(schedule, order, used, work / 8);
  const sized = new Sized(network, schedule, free, work, latency);
  for (const queue of free) schedule.depths[queue] = used.get(queue)!;
  sized.letFirstFramePass();
  const begin = schedule.snapshot();
  const costOf = (depths: readonly number[]): number => free.reduce((sum, i) => sum + depths[i]! * price(i), 0);
  let best = sized.shorten(order, alone);
  for (const other of [free, free.toReversed()]) {
    if (schedule.work > workForOrders) break;
    schedule.restore(begin);
    const next = sized.shorten(other, alone);
    if (costOf(next.depths) < costOf(best.depths)) best = next;
  }
  const lowerBound = free.reduce((sum, queue) => sum + alone.get(queue)! * price(queue), 0);
  return { ...best, interval, bound, held, lowerBound, isMonotone: true, evaluations: evaluations + sized.evaluations };
}

/** What each queue needs with all others endless, which it needs always. */
function leastAlone(
  schedule: PeriodicSchedule,
  order: readonly number[],
  used: ReadonlyMap<number, number>,
  work: number,
): { readonly alone: ReadonlyMap<number, number>; readonly evaluations: number } {
  let evaluations = 0;
  const isEnough = (queue: number, depth: number): boolean => {
    evaluations++;
    let found = false;
    // Nothing is to change.
    schedule.shorten(queue, depth, () => {
      found = true;
      return false;
    });
    return found;
  };
  const alone = new Map<number, number>();
  for (const queue of order) {
    const least =
      schedule.work > work ? leastUseful : leastDepth(used.get(queue)!, leastUseful, (depth) => isEnough(queue, depth));
    alone.set(queue, least);
  }
  return { alone, evaluations };
}

/** A network that is being sized. */
class Sized {
  evaluations = 0;
  readonly #network: ActorNetwork;
  readonly #schedule: PeriodicSchedule;
  readonly #free: readonly number[];
  readonly #latency: number;
  readonly #work: number;
  /** Cycle in which the first frame leaves when nothing waits for room. */
  #soonest = 0;

  constructor(
    network: ActorNetwork,
    schedule: PeriodicSchedule,
    free: readonly number[],
    work: number,
    latency = Infinity,
  ) {
    this.#network = network;
    this.#schedule = schedule;
    this.#free = free;
    this.#latency = latency;
    this.#work = work;
  }

  /** Makes queues as deep as the first frame ever fills them, if it has to be soon and would be late. */
  letFirstFramePass(): void {
    if (this.#isSoon()) return;
    const { depths, lastOutput } = soonestDepths(this.#network, this.#free, [...this.#schedule.depths]);
    this.#schedule.depths.set(depths);
    this.#soonest = lastOutput;
  }

  shorten(
    order: readonly number[],
    alone: ReadonlyMap<number, number>,
  ): { readonly depths: readonly number[]; readonly unproven: readonly number[] } {
    const schedule = this.#schedule;
    const unproven: number[] = [];
    for (const queue of order) {
      const [depth, least] = [schedule.depths[queue]!, alone.get(queue)!];
      if (schedule.work > this.#work) {
        if (depth > least) unproven.push(queue);
        continue;
      }
      const tries = (shorter: number): boolean => {
        this.evaluations++;
        return schedule.shorten(queue, shorter, () => this.#isSoon());
      };
      // What is found may get by with less than what was asked for.
      const used = (): number => (this.#latency === Infinity ? Math.max(least, schedule.depthUsed(queue)) : Infinity);
      schedule.depths[queue] = leastDepth(depth, least, tries, used);
    }
    return { depths: [...schedule.depths], unproven };
  }

  #isSoon(): boolean {
    if (this.#latency === Infinity) return true;
    return firstFrame(this.#network, [...this.#schedule.depths]) <= Math.max(this.#latency, this.#soonest);
  }
}

const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) < 1e-9;

/** A schedule with endless queues, for the interval as a fraction, or for whole cycles where it is no simple one. */
function scheduleAt(
  network: ActorNetwork,
  free: readonly number[],
  interval: number,
): { readonly schedule: PeriodicSchedule; readonly interval: number } | undefined {
  const depths = network.queues.map(({ depth }, i) => (free.includes(i) ? endless : depth));
  const frames = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].find((count) => isWhole(interval * count)) ?? 1;
  const cycles = isWhole(interval * frames) ? Math.round(interval * frames) : Math.floor(interval);
  const graph = frameGraphOf(network, cycles, frames);
  const schedule = graph && PeriodicSchedule.earliest(graph, depths);
  return schedule && { schedule, interval: cycles / frames };
}

/** The interval of the slowest layer or port: as many cycles as it fires, where nothing within a layer takes longer. */
function unboundedInterval(network: ActorNetwork, free: readonly number[]): Bound | undefined {
  const busy = [
    ...network.actors.map(({ layer, schedule }): Bound => ({ name: layer, interval: firingsOf(schedule) })),
    ...network.queues.flatMap(({ name, words, writer, reader }): Bound[] =>
      writer === undefined || reader === undefined ? [{ name, interval: words }] : [],
    ),
  ].toSorted((a, b) => b.interval - a.interval);
  return busy[0] && scheduleAt(network, free, busy[0].interval) ? busy[0] : boundsOf(network)[0];
}
