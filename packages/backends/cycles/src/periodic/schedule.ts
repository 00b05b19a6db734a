import { leastUseful } from '../depths.ts';
import { Agenda } from './agenda.ts';
import { DelayRecords } from './delay-records.ts';
import type { FrameGraph } from './frame-graph.ts';
import { orderOf } from './order.ts';

/** No depth: a queue that never fills. */
export const endless = Infinity;

/**
 * A schedule that repeats every interval: a time for each event of a frame, which all frames keep. Depths with which there
 * is one keep the interval for ever, since in a monotone network nothing that happens as soon as it can is later than in
 * any schedule. Depths with which there is none do not: some circle of events takes longer than its frames.
 *
 * The times are the earliest that the depths so far allow. A shorter queue delays some of them, and only those are
 * computed again, in the order in which they happen.
 *
 * @see Baccelli, Cohen, Olsder, Quadrat: Synchronization and Linearity, Wiley 1992, chapter 3 (potentials and circuits)
 */
export class PeriodicSchedule {
  readonly graph: FrameGraph;
  readonly depths: Float64Array;
  readonly times: Float64Array;
  /** Events that were given a time so far, some of them again and again. */
  work = 0;
  readonly #agenda: Agenda;
  /** What the queue that is shortened did to each event that it delayed: the record it follows from. */
  readonly #origin: Int32Array;
  readonly #saved: Float64Array;
  readonly #touched: Int32Array;
  readonly #savedIn: Int32Array;
  #touches = 0;
  #trial = 0;
  #records = new DelayRecords(0);
  #shortened = -1;
  /** How far away from the queue that is shortened actors may be delayed, and whether others should have been. */
  #distances: Uint16Array;
  #reach = 0;
  #isHeldBack = false;

  private constructor(graph: FrameGraph, order: Int32Array, depths: readonly number[]) {
    this.graph = graph;
    this.depths = Float64Array.from(depths);
    this.times = new Float64Array(graph.events).fill(-Infinity);
    this.#agenda = new Agenda(order);
    this.#origin = new Int32Array(graph.events);
    this.#saved = new Float64Array(graph.events);
    this.#touched = new Int32Array(graph.events);
    this.#savedIn = new Int32Array(graph.events);
    this.#distances = new Uint16Array(graph.owners.reduce((most, owner) => (owner > most ? owner : most), 0) + 1);
  }

  /**
   * Everything as soon as it can, when words come evenly over the interval.
   *
   * @returns undefined where there is no such schedule, or none was found in reasonable time
   */
  static earliest(graph: FrameGraph, depths: readonly number[]): PeriodicSchedule | undefined {
    const order = orderOf(
      graph,
      depths.map((depth) => Math.min(depth, leastUseful)),
    );
    const schedule = order && new PeriodicSchedule(graph, order, depths);
    return schedule && schedule.#begin() ? schedule : undefined;
  }

  /**
   * Makes a queue shorter if there is a schedule for that, otherwise changes nothing.
   *
   * @param accept  asked where there is one; nothing changes either if it says no
   */
  shorten(queue: number, depth: number, accept: () => boolean = () => true): boolean {
    if (depth >= this.depths[queue]!) return true;
    const before = this.depths[queue]!;
    const { words } = this.graph;
    this.depths[queue] = depth;
    this.#shortened = queue;
    this.#touches = 0;
    this.#trial++;
    // A circle is mostly a short one, so it is looked for nearby first.
    this.#distances = this.graph.distances(queue);
    this.#reach = 1;
    this.#isHeldBack = false;
    this.#records = new DelayRecords(words[queue]!);
    const pops = this.graph.pops[queue]!;
    for (let word = 0; word < pops.length; word++) {
      this.#origin[pops[word]!] = -1;
      this.#makeRoom(queue, word, this.times[pops[word]!]!);
    }
    while (this.#settle(Infinity)) {
      if (!this.#isHeldBack) return accept() || this.#undo(queue, before);
      this.#isHeldBack = false;
      this.#reach *= 2;
      for (let i = 0; i < this.#touches; i++) this.#agenda.add(this.#touched[i]!);
    }
    return this.#undo(queue, before);
  }

  /** Depths and times as they are, to come back to. */
  snapshot(): { readonly depths: Float64Array; readonly times: Float64Array } {
    return { depths: this.depths.slice(), times: this.times.slice() };
  }

  restore({ depths, times }: ReturnType<PeriodicSchedule['snapshot']>): void {
    this.depths.set(depths);
    this.times.set(times);
  }

  /** The least depth of a queue that the schedule, as it is, gets by with. */
  depthUsed(queue: number): number {
    // A place is free from the cycle after the pop on.
    return Math.max(1, this.#pushedBefore(queue, this.graph.unit));
  }

  /** Most words that a queue holds at the end of a cycle. */
  mostHeld(queue: number): number {
    return this.#pushedBefore(queue, 0);
  }

  /** Most words, that of the pop included, that are pushed and not popped up to `after` units after a pop. */
  #pushedBefore(queue: number, after: number): number {
    const { graph, times } = this;
    const [push, pops, words] = [graph.pushes[queue]!, graph.pops[queue]!, graph.words[queue]!];
    let most = 0;
    for (let word = 0, other = 0, otherFrames = 0, ahead = 0; word < words; word++, ahead--) {
      const until = times[pops[word]!]! + after;
      while (times[push + other]! + otherFrames * graph.interval < until) {
        ahead++;
        if (++other === words) [other, otherFrames] = [0, otherFrames + 1];
      }
      if (ahead > most) most = ahead;
    }
    return most;
  }

  /** Input words at their times, and all that follows from them. */
  #begin(): boolean {
    const { graph, times } = this;
    for (const queue of graph.sources) {
      const [push, words] = [graph.pushes[queue]!, graph.words[queue]!];
      for (let word = 0; word < words; word++) {
        times[push + word] = graph.unit * Math.floor((word * graph.interval) / words / graph.unit);
        this.#agenda.add(push + word);
      }
    }
    const limit = mostRounds * graph.events;
    if (!this.#settle(limit)) return false;
    // What does not depend on any input begins whenever it likes.
    for (let u = 0; u < graph.events; u++) {
      if (times[u]! > -Infinity) continue;
      times[u] = 0;
      this.#agenda.add(u);
      if (!this.#settle(limit)) return false;
    }
    return true;
  }

  /** Delays what has to be later, in the order of time; false where that would never end. */
  #settle(limit: number): boolean {
    const { graph, times } = this;
    const { first, to, after } = graph;
    const begin = this.#agenda.rounds;
    let until = begin;
    for (let done = 0; ; done++) {
      const u = this.#agenda.take();
      if (u < 0) return true;
      if (done > limit) return false;
      this.work++;
      if (this.#agenda.rounds > until) {
        if (this.#records.endSpan()) return false;
        // A delay may come back after many rounds only.
        until += 1 + ((until - begin) >> 1);
      }
      const time = times[u]!;
      for (let e = first[u]!, end = first[u + 1]!; e < end; e++) {
        const v = to[e]!;
        if (v < 0) this.#makeRoom(after[e]!, ~v, time);
        else if (time + after[e]! > times[v]!) this.#delay(v, time + after[e]!, this.#origin[u]!);
      }
    }
  }

  /** A pop at `time` makes room for a push. */
  #makeRoom(queue: number, word: number, time: number): void {
    const { words, pushes, pops, interval, unit } = this.graph;
    const count = words[queue]!;
    const next = word + this.depths[queue]!;
    if (next === Infinity) return;
    const frames = Math.floor(next / count);
    const push = pushes[queue]! + next - frames * count;
    const free = time + unit - frames * interval;
    if (free <= this.times[push]!) return;
    let origin = this.#origin[pops[queue]![word]!]!;
    if (queue === this.#shortened) {
      origin = this.#records.add(next - frames * count, origin);
    }
    this.#delay(push, free, origin);
  }

  #delay(event: number, time: number, origin: number): void {
    if (this.#distances[this.graph.owners[event]!]! > this.#reach) {
      this.#isHeldBack = true;
      return;
    }
    if (this.#savedIn[event] !== this.#trial) {
      this.#savedIn[event] = this.#trial;
      this.#saved[event] = this.times[event]!;
      this.#touched[this.#touches++] = event;
    }
    this.times[event] = time;
    this.#origin[event] = origin;
    this.#agenda.add(event);
  }

  #undo(queue: number, depth: number): false {
    for (let i = 0; i < this.#touches; i++) this.times[this.#touched[i]!] = this.#saved[this.#touched[i]!]!;
    this.depths[queue] = depth;
    this.#agenda.clear();
    return false;
  }
}

/** Times that each event may get at the beginning, on average, before it is given up. */
const mostRounds = 64;
