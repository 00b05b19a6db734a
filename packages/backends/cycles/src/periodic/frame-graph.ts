import { firingsOf } from '@finnc/ir/hw';
import type { ActorNetwork, PlacedActor } from '../network.ts';
import type { Run } from '../tape.ts';
import { neededFiring, walkFrame } from './walk.ts';

/**
 * The events of one frame, and how long each comes after others: a firing, a push, or a pop by the world outside. All
 * frames are alike, so an event of another frame is one of this frame a whole number of intervals away.
 *
 * Room is left out, since it depends on depths: instead it is known which event pops and pushes each word.
 */
export interface FrameGraph {
  readonly events: number;
  /** Time units in a cycle, and in the interval between frames. */
  readonly unit: number;
  readonly interval: number;
  /**
   * Links by the event they start from: `first[u]` to `forward[u]` within the frame, from there to `first[u + 1]` to
   * other frames and to words. Event `to` comes at least `after` units later; the intervals between frames are taken off.
   * Where `to` is negative, the event pops word `~to` of queue `after`.
   */
  readonly first: Int32Array;
  readonly forward: Int32Array;
  readonly to: Int32Array;
  readonly after: Int32Array;
  /** By queue: the event that pushes word 0, the others follow it; and the event that pops each word. */
  readonly pushes: readonly number[];
  readonly pops: readonly Int32Array[];
  readonly words: readonly number[];
  /** Queues that the world outside writes. */
  readonly sources: readonly number[];
  /** By event: the actor it belongs to; to that at the other end where it is one of the world outside. */
  readonly owners: Uint16Array;
  /** By queue: for each actor, over how many queues or peers it is away from the ends of the queue. */
  distances(queue: number): Uint16Array;
}

/** Whether every event of a network is the latest of others plus constants: so for credits, and for a single register. */
export const isMonotone = ({ actors }: ActorNetwork): boolean =>
  actors.every(({ pipeline }) => !pipeline || pipeline.stall === 'credit' || pipeline.latency === 1);

/** The longest interval, in units, whose links fit. */
const mostUnits = 2 ** 28;

/**
 * The events of a monotone network in which `frames` frames come every `cycles` cycles.
 *
 * @returns undefined where the interval is too long to be counted
 */
export function frameGraphOf(network: ActorNetwork, cycles: number, frames: number): FrameGraph | undefined {
  if (cycles > mostUnits) return undefined;
  const builder = new Builder(network, frames, cycles);
  return builder.build();
}

/** Goes twice over all links: to count those of each event, and to put them in their places. */
class Builder {
  readonly #network: ActorNetwork;
  readonly #unit: number;
  readonly #interval: number;
  /** By actor: whether all its firings are events, because another one counts them. */
  readonly #isWatched: readonly boolean[];
  /** By actor: the event of its first firing. */
  readonly #firings: readonly number[];
  readonly #perFrame: readonly number[];
  readonly #pushes: readonly number[];
  readonly #pops: readonly Int32Array[];
  readonly #events: number;
  #link: (from: number, to: number, after: number, frames: number) => void = () => undefined;
  #pop: (event: number, queue: number, word: number) => void = () => undefined;

  constructor(network: ActorNetwork, unit: number, interval: number) {
    this.#network = network;
    this.#unit = unit;
    this.#interval = interval;
    const { actors, queues } = network;
    const watched = new Set(actors.flatMap(({ peers }) => Object.values(peers)));
    this.#isWatched = actors.map((_actor, i) => watched.has(i));
    this.#perFrame = actors.map(({ schedule }) => firingsOf(schedule));
    let events = 0;
    const take = (count: number): number => (events += count) - count;
    this.#firings = actors.map((actor, i) => {
      let count = 0;
      walkFrame(
        actor,
        this.#isWatched[i]!,
        () => count++,
        () => undefined,
      );
      return take(count);
    });
    this.#pushes = queues.map(({ words }) => take(words));
    this.#pops = queues.map(({ words, reader }) => {
      const pops = new Int32Array(words);
      if (reader === undefined) for (let first = take(words), i = 0; i < words; i++) pops[i] = first + i;
      return pops;
    });
    this.#events = events;
  }

  build(): FrameGraph {
    const events = this.#events;
    const [first, forward] = [new Int32Array(events + 1), new Int32Array(events)];
    // Counts of links, then places: those within the frame come first.
    const others = new Int32Array(events);
    this.#link = (from, _to, _after, frames) => {
      (frames === 0 ? forward : others)[from]!++;
    };
    this.#pop = (event) => {
      others[event]!++;
    };
    this.#walk();
    for (let i = 0, sum = 0; i < events; i++) {
      first[i] = sum;
      sum += forward[i]!;
      const all = sum + others[i]!;
      forward[i] = sum;
      others[i] = all;
      sum = all;
      first[i + 1] = all;
    }
    const [to, after] = [new Int32Array(first[events]!), new Int32Array(first[events]!)];
    const within = forward.slice();
    this.#link = (from, event, time, frames) => {
      const at = frames === 0 ? --within[from]! : --others[from]!;
      to[at] = event;
      after[at] = time * this.#unit + frames * this.#interval;
    };
    this.#pop = (event, queue, word) => {
      const at = --others[event]!;
      to[at] = ~word;
      after[at] = queue;
      this.#pops[queue]![word] = event;
    };
    this.#walk();
    const { queues } = this.#network;
    return {
      events,
      unit: this.#unit,
      interval: this.#interval,
      first,
      forward,
      to,
      after,
      pushes: this.#pushes,
      pops: this.#pops,
      words: queues.map(({ words }) => words),
      sources: queues.flatMap(({ writer }, i) => (writer === undefined ? [i] : [])),
      owners: this.#owners(),
      distances: (queue) => distancesFrom(this.#network, queue),
    };
  }

  #owners(): Uint16Array {
    const owners = new Uint16Array(this.#events);
    const { actors, queues } = this.#network;
    for (let i = 0; i < actors.length; i++) {
      owners.fill(i, this.#firings[i], this.#firings[i + 1] ?? this.#pushes[0]);
    }
    for (const [i, { words, writer, reader }] of queues.entries()) {
      const push = this.#pushes[i]!;
      owners.fill(writer ?? reader ?? 0, push, push + words);
      if (reader === undefined) for (const pop of this.#pops[i]!) owners[pop] = writer ?? 0;
    }
    return owners;
  }

  #walk(): void {
    const { actors, queues } = this.#network;
    for (const [i, actor] of actors.entries()) this.#actor(actor, i);
    for (const [queue, { words, writer, reader }] of queues.entries()) {
      const [push, pops] = [this.#pushes[queue]!, this.#pops[queue]!];
      if (writer === undefined) this.#oneByOne((i) => push + i, words);
      if (reader !== undefined) continue;
      this.#oneByOne((i) => pops[i]!, words);
      for (let word = 0; word < words; word++) {
        this.#link(push + word, pops[word]!, 1, 0);
        this.#pop(pops[word]!, queue, word);
      }
    }
  }

  /** Events that take a cycle each, one after the other. */
  #oneByOne(event: (i: number) => number, count: number): void {
    for (let i = 1; i < count; i++) this.#link(event(i - 1), event(i), 1, 0);
    this.#link(event(count - 1), event(0), 1, -1);
  }

  #actor(actor: PlacedActor, index: number): void {
    const { pipeline } = actor;
    const taken = new Map<number, number>();
    const next = (queue: number): number => {
      const word = taken.get(queue) ?? 0;
      taken.set(queue, word + 1);
      return word;
    };
    const base = this.#firings[index]!;
    let event = base;
    /** Firings without an event since the last one, and before the first. */
    let [idle, head] = [0, 0];
    let last: Run | undefined;
    // Stages with one enable go on in the cycle in which the last words are pushed.
    const goOn = (to: number, cycles: number, frames: number): void => {
      this.#link(event - 1, to, 1 + cycles, frames);
      if (pipeline?.stall !== 'whole') return;
      for (const queue of last?.writes ?? []) {
        this.#link(this.#pushes[queue]! + taken.get(queue)! - 1, to, cycles, frames);
      }
    };
    walkFrame(
      actor,
      this.#isWatched[index]!,
      (run, inRun, turns) => {
        if (last) goOn(event, idle, 0);
        else head = idle;
        idle = 0;
        for (const need of run.needs) this.#need(need.peer, neededFiring(need, inRun, turns), event);
        for (const queue of run.reads) {
          const word = next(queue);
          this.#link(this.#pushes[queue]! + word, event, 1, 0);
          this.#pop(event, queue, word);
        }
        for (const queue of run.writes) this.#write(actor, event, queue, next(queue));
        last = run;
        event++;
      },
      (firings) => void (idle += firings),
    );
    goOn(base, idle + head, -1);
  }

  #need(peer: number, firing: number, event: number): void {
    const perFrame = this.#perFrame[peer]!;
    const frames = Math.floor(firing / perFrame);
    this.#link(this.#firings[peer]! + firing - frames * perFrame, event, 1, frames);
  }

  #write({ pipeline }: PlacedActor, event: number, queue: number, word: number): void {
    const push = this.#pushes[queue]!;
    const { words } = this.#network.queues[queue]!;
    this.#link(event, push + word, pipeline!.latency, 0);
    if (pipeline!.stall === 'whole') return;
    if (word === 0) this.#link(push + words - 1, push, 1, -1);
    else this.#link(push + word - 1, push + word, 1, 0);
    const giver = word - pipeline!.credits;
    const frames = Math.floor(giver / words);
    this.#link(push + giver - frames * words, event, 1, frames);
  }
}

function distancesFrom({ actors, queues }: ActorNetwork, queue: number): Uint16Array {
  const near: Set<number>[] = actors.map(({ peers }) => new Set(Object.values(peers)));
  for (const { writer, reader } of queues) {
    if (writer === undefined || reader === undefined) continue;
    near[writer]!.add(reader);
    near[reader]!.add(writer);
  }
  const distances = new Uint16Array(actors.length).fill(0xffff);
  const { writer, reader } = queues[queue]!;
  let front = [writer, reader].flatMap((actor) => actor ?? []);
  for (let distance = 0; front.length > 0; distance++) {
    for (const actor of front) distances[actor] = distance;
    front = front.flatMap((actor) => [...near[actor]!]).filter((actor) => distances[actor] === 0xffff);
  }
  return distances;
}
