import type { ActorNetwork, Pauses, World } from '../network.ts';
import type { Period, Run } from '../run.ts';
import { Edge, unknown } from './edge.ts';
import { Process } from './process.ts';

/** Whatever can be advanced: an actor, a source or a sink. */
interface Mover {
  advance(): boolean;
}

class Source implements Mover {
  released = 0;
  readonly words: number;
  readonly #edge: Edge;
  readonly #pause: (word: number) => number;
  last = -1;

  constructor(edge: Edge, words: number, pause: (word: number) => number) {
    this.words = words;
    this.#edge = edge;
    this.#pause = pause;
  }

  advance(): boolean {
    const { pushes } = this.#edge;
    const before = pushes.count;
    while (pushes.count < this.released) {
      const room = this.#edge.room;
      if (room === unknown) break;
      this.last = Math.max(this.last + 1 + this.#pause(pushes.count), room);
      pushes.add(this.last);
    }
    return pushes.count > before;
  }

  state(frame: number, time: number, into: number[]): void {
    into.push(this.#edge.pushes.count - frame * this.words, this.last - time);
  }
}

class Sink implements Mover {
  first = -1;
  last = -1;
  readonly frameEnds: number[] = [];
  readonly #edge: Edge;
  readonly #words: number;
  readonly #pause: (word: number) => number;

  constructor(edge: Edge, words: number, pause: (word: number) => number) {
    this.#edge = edge;
    this.#words = words;
    this.#pause = pause;
  }

  advance(): boolean {
    const { pops } = this.#edge;
    const before = pops.count;
    for (let time = this.#edge.available; time !== unknown; time = this.#edge.available) {
      this.last = Math.max(time, this.last + 1 + this.#pause(pops.count));
      if (this.first < 0) this.first = this.last;
      pops.add(this.last);
      if (pops.count % this.#words === 0) this.frameEnds.push(this.last);
    }
    return pops.count > before;
  }

  state(frame: number, time: number, into: number[]): void {
    into.push(this.#edge.pops.count - frame * this.#words, this.last - time);
  }
}

/**
 * A network as sequences of times, one after the other along its streams: each push, pop and firing gets the cycle in
 * which it happens once all it depends on have theirs. Frames are released one by one; in between, everything that does
 * not depend on later frames is known.
 */
export class EventSimulation {
  readonly edges: readonly Edge[];
  readonly #processes: readonly Process[];
  readonly #sources: readonly Source[];
  readonly #sinks: readonly Sink[];
  readonly #movers: readonly Mover[];
  /** By mover: those that may get further when it has. */
  readonly #neighbours: readonly (readonly number[])[];

  constructor({ actors, queues }: ActorNetwork, { source, sink }: World = {}) {
    this.edges = queues.map(({ depth }) => new Edge(depth));
    this.#processes = actors.map((actor) => new Process(actor, this.edges));
    const links: (readonly [number, number])[] = [];
    for (const [i, process] of this.#processes.entries()) {
      for (const peer of process.peers) {
        process.watch(peer, this.#processes[peer]!);
        links.push([peer, i]);
      }
    }
    const movers: Mover[] = [...this.#processes];
    const pausesAt = (pauses: Pauses | undefined, queue: number) => (word: number) => pauses?.(queue, word) ?? 0;
    const sources: Source[] = [];
    const sinks: Sink[] = [];
    for (const [i, { writer, reader, words }] of queues.entries()) {
      const [edge, ends] = [this.edges[i]!, [writer ?? -1, reader ?? -1]];
      if (writer === undefined) {
        sources.push(new Source(edge, words, pausesAt(source, i)));
        ends[0] = movers.push(sources.at(-1)!) - 1;
      }
      if (reader === undefined) {
        sinks.push(new Sink(edge, words, pausesAt(sink, i)));
        ends[1] = movers.push(sinks.at(-1)!) - 1;
      }
      links.push([ends[0]!, ends[1]!], [ends[1]!, ends[0]!]);
    }
    this.#sources = sources;
    this.#sinks = sinks;
    this.#movers = movers;
    this.#neighbours = movers.map((_mover, i) => [...new Set(links.flatMap(([from, to]) => (from === i ? [to] : [])))]);
    if (sinks.length === 0) throw new RangeError('a network without outputs has no rate');
  }

  /** Offers one more frame and gives times to all that then have one; false if that is nothing. */
  frame(): boolean {
    for (const source of this.#sources) source.released += source.words;
    // A ring with room for everybody, since nobody waits in it twice. At first everybody does: an actor without inputs has
    // nobody that wakes it.
    const count = this.#movers.length;
    const waiting = Int32Array.from(this.#movers, (_mover, i) => i);
    const isWaiting = new Uint8Array(count).fill(1);
    let moved = false;
    for (let first = 0, length = count; length > 0; length--) {
      const mover = waiting[first]!;
      first = first + 1 === count ? 0 : first + 1;
      isWaiting[mover] = 0;
      if (!this.#movers[mover]!.advance()) continue;
      moved = true;
      const neighbours = this.#neighbours[mover]!;
      for (let i = 0; i < neighbours.length; i++) {
        const next = neighbours[i]!;
        if (isWaiting[next] === 1) continue;
        isWaiting[next] = 1;
        // The one that has just advanced still counts.
        waiting[(first + length - 1) % count] = next;
        length++;
      }
    }
    return moved;
  }

  /** Of each frame that left all outputs, the cycle of its last word. */
  get frameEnds(): readonly number[] {
    const [first, ...others] = this.#sinks.map((sink) => sink.frameEnds);
    return first!.flatMap((end, i) => {
      const ends = others.map((other) => other[i]);
      return ends.includes(undefined) ? [] : [Math.max(end, ...(ends as number[]))];
    });
  }

  /** All that the future depends on, counted from the start of frame `frame` and cycle `time`. */
  state(frame: number, time: number): readonly number[] {
    const state: number[] = [];
    for (const part of [...this.#processes, ...this.#sources, ...this.#sinks]) part.state(frame, time, state);
    for (const edge of this.edges) edge.state(time, state);
    return state;
  }

  /** The run up to the last word of frame `frames`, or to where everything stands. */
  result(frames: number): Run {
    const frameEnds = this.frameEnds.slice(0, frames);
    const isDeadlocked = frameEnds.length < frames;
    const lastOutput = isDeadlocked ? Math.max(...this.#sinks.map(({ last }) => last)) : frameEnds.at(-1)!;
    const firsts = this.#sinks.flatMap(({ first }) => (first < 0 ? [] : [first]));
    return {
      firstOutput: firsts.length === 0 ? -1 : Math.min(...firsts),
      lastInput: Math.max(-1, ...this.#sources.map(({ last }) => last)),
      lastOutput,
      frameEnds,
      high: this.edges.map((edge) => edge.highUntil(isDeadlocked ? Infinity : lastOutput)),
      isDeadlocked,
    };
  }
}

/** Runs a number of frames through a network, from event to event. */
export function runByEvent(network: ActorNetwork, options: World & { readonly frames: number }): Run {
  const simulation = new EventSimulation(network, options);
  for (let frame = 0; frame < options.frames; frame++) simulation.frame();
  return simulation.result(options.frames);
}

/** The exact rate of a network that is offered frames without end; why not, if there is none within `limit` frames. */
export function periodByEvent(network: ActorNetwork, limit = 256): Period | 'deadlock' | 'no period' {
  const simulation = new EventSimulation(network);
  const seen = new Map<string, { readonly frame: number; readonly time: number }>();
  for (let frame = 1; frame <= limit; frame++) {
    if (!simulation.frame()) return 'deadlock';
    const { frameEnds } = simulation;
    const time = frameEnds.at(-1);
    if (time === undefined) continue;
    const key = simulation.state(frame, time).join();
    const before = seen.get(key);
    if (before) return { cycles: time - before.time, frames: frame - before.frame, after: before.frame };
    seen.set(key, { frame, time });
  }
  return 'no period';
}
