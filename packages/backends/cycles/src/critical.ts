import { CycleSimulation } from './by-cycle/simulation.ts';
import { causes } from './by-cycle/wires.ts';
import type { ActorNetwork } from './network.ts';
import type { Period } from './run.ts';

/** Cycles of a critical cycle that pass with one thing. */
export interface CriticalPart {
  /** The actor that works or whose pipeline passes; the queue whose word or room is waited for. */
  readonly name: string;
  readonly kind: 'firings' | 'pipeline' | 'word' | 'room' | 'actor' | 'port';
  readonly cycles: number;
  /** The queue whose room is waited for. */
  readonly queue?: number;
}

/** A circle of events, each of which happens as soon as the one before lets it; the mean of no other circle is longer. */
export interface CriticalCycle {
  /** What the time goes to, most first; in all as many cycles as `frames` frames take. */
  readonly parts: readonly CriticalPart[];
  readonly frames: number;
}

/** Something that happens in a cycle: an actor fires, or a word enters or leaves a queue. */
interface Event {
  readonly what: 'firing' | 'push' | 'pop';
  readonly index: number;
  readonly time: number;
}
interface Link {
  readonly before: Event;
  readonly part: CriticalPart;
}

/** Words that may be kept in memory: eight bytes for each push and pop. */
const mostWords = 2e7;

/**
 * The circle of waiting that sets the rate of a design.
 *
 * From the last word out of a run that has become periodic, each event is followed back to one that it waited for to the
 * very cycle. When an event comes again a whole number of periods earlier, the way between is a circle of exactly that
 * length.
 *
 * @returns undefined where the way leaves the recorded run, or that would be too long to record
 */
export function criticalCycleOf(network: ActorNetwork, period: Period): CriticalCycle | undefined {
  const frames = period.after + 6 * period.frames;
  if (frames * network.queues.reduce((sum, { words }) => sum + words, 0) > mostWords) return undefined;
  const record = new Recording(network, frames);
  const seen = new Map<string, { readonly time: number; readonly parts: number }>();
  const parts: CriticalPart[] = [];
  for (let event: Event | undefined = record.last; event;) {
    const key = `${event.what} ${event.index} ${event.time % period.cycles}`;
    const before = seen.get(key);
    if (before && (before.time - event.time) % period.cycles === 0) {
      return {
        parts: merged(parts.slice(before.parts)),
        frames: ((before.time - event.time) / period.cycles) * period.frames,
      };
    }
    seen.set(key, { time: event.time, parts: parts.length });
    const link = record.cause(event, period.cycles);
    if (!link) return undefined;
    parts.push(link.part);
    event = link.before;
  }
  return undefined;
}

/** Parts of the same kind and name as one, the longest first. */
function merged(parts: readonly CriticalPart[]): readonly CriticalPart[] {
  const sums = new Map<string, CriticalPart>();
  for (const part of parts) {
    const key = `${part.kind} ${part.queue ?? ''} ${part.name}`;
    sums.set(key, { ...part, cycles: part.cycles + (sums.get(key)?.cycles ?? 0) });
  }
  return [...sums.values()].filter(({ cycles }) => cycles > 0).toSorted((a, b) => b.cycles - a.cycles);
}

/** A run with the cycles of all pushes and pops, and what each actor did in each cycle. */
class Recording {
  readonly last: Event | undefined;
  readonly #network: ActorNetwork;
  readonly #pushes: readonly number[][];
  readonly #pops: readonly number[][];
  /** By actor: from which cycle on it did what. */
  readonly #changes: readonly { readonly times: number[]; readonly causes: number[] }[];

  constructor(network: ActorNetwork, frames: number) {
    this.#network = network;
    const pushes: number[][] = network.queues.map(() => []);
    const pops: number[][] = network.queues.map(() => []);
    const changes = network.actors.map(() => ({ times: [-1], causes: [causes.fires as number] }));
    const simulation = new CycleSimulation(network, {
      trace: {
        push: (time, queue) => void pushes[queue]!.push(time),
        pop: (time, queue) => void pops[queue]!.push(time),
        actor: (time, actor, cause) => {
          changes[actor]!.times.push(time);
          changes[actor]!.causes.push(cause);
        },
      },
    });
    while (simulation.framesOut < frames && simulation.cycle());
    [this.#pushes, this.#pops, this.#changes] = [pushes, pops, changes];
    const outputs = network.queues.flatMap(({ reader }, i) => (reader === undefined ? [i] : []));
    const ends = outputs.map((index): Event => ({ what: 'pop', index, time: pops[index]!.at(-1) ?? -1 }));
    this.last = ends.toSorted((a, b) => b.time - a.time)[0];
  }

  /** What an event waited for, and what the time in between went to. */
  cause(event: Event, period: number): Link | undefined {
    if (event.time <= 0) return undefined;
    if (event.what === 'firing') return this.#causeOfFiring(event, period);
    return event.what === 'push' ? this.#causeOfPush(event) : this.#causeOfPop(event);
  }

  #causeOfFiring({ index, time }: Event, period: number): Link | undefined {
    const { actors, queues } = this.#network;
    const { name, pipeline, peers } = actors[index]!;
    const [cause, since] = this.#didAt(index, time - 1);
    if (cause === causes.fires) {
      // Back to the first firing of the run; no further than a period, which is a circle by itself.
      const start = Math.max(since, time - period);
      return start < 0
        ? undefined
        : { before: { what: 'firing', index, time: start }, part: { name, kind: 'firings', cycles: time - start } };
    }
    if (cause === queues.length + 1) {
      const peer = Object.values(peers).find((other) => this.#didAt(other, time - 1)[0] === causes.fires);
      return peer === undefined
        ? undefined
        : link('firing', peer, time - 1, { name: actors[peer]!.name, kind: 'actor', cycles: 1 });
    }
    if (cause <= queues.length) {
      const queue = cause - 1;
      return link('push', queue, time - 1, { name: queues[queue]!.name, kind: 'word', cycles: 1 });
    }
    const queue = cause - queues.length - 2;
    // Stages with one enable go on in the cycle of the push; a credit comes back in the next.
    const cycles = pipeline?.stall === 'credit' ? 1 : 0;
    return link('push', queue, time - cycles, { name, kind: 'pipeline', cycles });
  }

  #causeOfPush({ index, time }: Event): Link | undefined {
    const { actors, queues } = this.#network;
    const { name, depth, writer } = queues[index]!;
    const [pushes, pops] = [this.#pushes[index]!, this.#pops[index]!];
    const wasFull = countBefore(pushes, time - 1) - countBefore(pops, time - 1) === depth;
    if (wasFull && includes(pops, time - 1))
      return link('pop', index, time - 1, { name, kind: 'room', cycles: 1, queue: index });
    if (writer === undefined) return link('push', index, time - 1, { name, kind: 'port', cycles: 1 });
    const { name: actor, pipeline } = actors[writer]!;
    if (!pipeline) return undefined;
    const [fired, stalled] = [time - pipeline.latency, pipeline.stall === 'whole' ? this.#lastStall(writer, time) : -1];
    if (stalled >= fired) {
      // The stages stood still on the way; they moved on with the push that they had waited for.
      const [cause] = this.#didAt(writer, stalled);
      const queue = cause - queues.length - 2;
      return link('push', queue, stalled + 1, { name: actor, kind: 'pipeline', cycles: time - stalled - 1 });
    }
    if (this.#didAt(writer, fired)[0] === causes.fires)
      return link('firing', writer, fired, { name: actor, kind: 'pipeline', cycles: pipeline.latency });
    return includes(pushes, time - 1)
      ? link('push', index, time - 1, { name: actor, kind: 'pipeline', cycles: 1 })
      : undefined;
  }

  #causeOfPop({ index, time }: Event): Link | undefined {
    const { name, reader } = this.#network.queues[index]!;
    if (reader !== undefined)
      return { before: { what: 'firing', index: reader, time }, part: { name, kind: 'word', cycles: 0 } };
    const isFirst = countBefore(this.#pushes[index]!, time - 1) === countBefore(this.#pops[index]!, time);
    return isFirst
      ? link('push', index, time - 1, { name, kind: 'word', cycles: 1 })
      : link('pop', index, time - 1, { name, kind: 'port', cycles: 1 });
  }

  /** What an actor did in a cycle, and since when. */
  #didAt(actor: number, time: number): readonly [cause: number, since: number] {
    const { times, causes: done } = this.#changes[actor]!;
    const at = countBefore(times, time + 1) - 1;
    return [done[at] ?? causes.fires, times[at] ?? -1];
  }

  /** The last cycle before `time` in which an actor was blocked on a queue, or −1. */
  #lastStall(actor: number, time: number): number {
    const { times, causes: done } = this.#changes[actor]!;
    for (let at = countBefore(times, time) - 1; at >= 0; at--) {
      if (done[at]! > this.#network.queues.length + 1) return Math.min(time - 1, (times[at + 1] ?? Infinity) - 1);
    }
    return -1;
  }
}

const link = (what: Event['what'], index: number, time: number, part: CriticalPart): Link => ({
  before: { what, index, time },
  part,
});

/** How many of some ascending numbers are below `limit`. */
function countBefore(sorted: readonly number[], limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
const includes = (sorted: readonly number[], value: number): boolean => sorted[countBefore(sorted, value)] === value;
