import { unknown, type Edge } from './edge.ts';

/** How firings of an actor get their times and its words theirs. */
export interface Output {
  /** Gives times to words whose room has become known; whether there were any. */
  resolve(): boolean;
  /** The cycle, `earliest` or after it, of the next firing, which writes one word to each of `queues`; or unknown. */
  fire(earliest: number, queues: readonly number[]): number;
  /** Fires as often as `count` times without any port; how many of them have a time. */
  idle(count: number): number;
  state(time: number, into: number[]): void;
}

const none: readonly number[] = [];

/**
 * Stages with one enable. Time is counted in ticks, the enabled cycles, of which a word takes `latency` to its push; tick
 * and cycle go on together except where a push waits for room. When a push happens depends on earlier pushes only, never
 * on firings that are still open, so pushes are resolved by themselves and may be ahead of the firings.
 *
 * Words that the firings have not passed are kept in a ring: there is at most one a tick, so at most `latency`.
 */
export class StallingOutput implements Output {
  readonly #latency: number;
  readonly #edges: readonly Edge[];
  readonly #mask: number;
  /** Of each word in the ring: its tick, the queues it is to be pushed to, and the latest of its pushes so far. */
  readonly #dueTick: Float64Array;
  readonly #dueTime: Float64Array;
  readonly #dueQueues: (readonly number[])[];
  /** The oldest word that the firings have not passed, the first without all its pushes, and the next to come. */
  #head = 0;
  #resolved = 0;
  #tail = 0;
  /** Queues that the first unresolved word still waits for, where they are not all of its own. */
  #left: readonly number[] | undefined;
  /** Tick and cycle of the last resolved word, and where the firings are. */
  #pushTick = -1;
  #pushTime = -1;
  #tick = -1;
  #time = -1;
  /** Whether the tick where the firings are is taken by one. */
  #isTaken = true;

  constructor(latency: number, edges: readonly Edge[]) {
    this.#latency = latency;
    this.#edges = edges;
    const size = 1 << (32 - Math.clz32(latency + 1));
    this.#mask = size - 1;
    this.#dueTick = new Float64Array(size);
    this.#dueTime = new Float64Array(size);
    this.#dueQueues = new Array<readonly number[]>(size).fill(none);
  }

  resolve(): boolean {
    let moved = false;
    for (; this.#resolved < this.#tail; this.#resolved++) {
      const at = this.#resolved & this.#mask;
      const queues = this.#left ?? this.#dueQueues[at]!;
      const earliest = this.#pushTime + this.#dueTick[at]! - this.#pushTick;
      let left: number[] | undefined;
      for (let i = 0; i < queues.length; i++) {
        const edge = this.#edges[queues[i]!]!;
        const room = edge.room;
        if (room === unknown) {
          left = left ?? [];
          left.push(queues[i]!);
          continue;
        }
        const time = room > earliest ? room : earliest;
        edge.pushes.add(time);
        if (time > this.#dueTime[at]!) this.#dueTime[at] = time;
        moved = true;
      }
      this.#left = left;
      if (left) break;
      this.#pushTick = this.#dueTick[at]!;
      this.#pushTime = this.#dueTime[at]!;
    }
    return moved;
  }

  fire(earliest: number, queues: readonly number[]): number {
    if ((this.#isTaken || this.#time < earliest) && !this.#moveTo(earliest)) return unknown;
    this.#isTaken = true;
    if (queues.length > 0) {
      const at = this.#tail++ & this.#mask;
      this.#dueTick[at] = this.#tick + this.#latency;
      this.#dueTime[at] = 0;
      this.#dueQueues[at] = queues;
      this.resolve();
    }
    return this.#time;
  }

  idle(count: number): number {
    for (let done = 0; done < count; done++) {
      const until = this.#head < this.#tail ? this.#dueTick[this.#head & this.#mask]! - 1 : Infinity;
      const straight = Math.min(count - done, until - this.#tick);
      if (straight > 0) {
        this.#tick += straight;
        this.#time += straight;
        this.#isTaken = true;
        done += straight - 1;
      } else if (this.fire(this.#time, none) === unknown) return done;
    }
    return count;
  }

  /** Goes to the first free tick whose cycle is `earliest` or after it; false if a word without a time is in between. */
  #moveTo(earliest: number): boolean {
    for (;;) {
      const steps = earliest - this.#time > 1 ? earliest - this.#time : 1;
      const at = this.#head & this.#mask;
      if (this.#head === this.#tail || this.#tick + steps < this.#dueTick[at]!) {
        this.#tick += steps;
        this.#time += steps;
        this.#isTaken = false;
        return true;
      }
      if (this.#head === this.#resolved) return false;
      this.#tick = this.#dueTick[at]!;
      this.#time = this.#dueTime[at]!;
      this.#head++;
      this.#isTaken = false;
      if (this.#time >= earliest) return true;
    }
  }

  state(time: number, into: number[]): void {
    into.push(this.#time - time, Number(this.#isTaken), this.#tick - this.#pushTick, this.#pushTime - time);
    for (let i = this.#head; i < this.#tail; i++) {
      const at = i & this.#mask;
      into.push(this.#dueTick[at]! - this.#tick, this.#dueQueues[at]!.length);
      into.push(i < this.#resolved ? this.#dueTime[at]! - time : (this.#left?.length ?? 0));
    }
  }
}

/** Stages that never stop, and a small queue behind them for each output. */
export class FreeOutput implements Output {
  readonly #latency: number;
  readonly #credits: number;
  readonly #edges: readonly Edge[];
  /** By queue: cycles from which its words can be pushed. */
  readonly #ready = new Map<number, number[]>();
  readonly #lastPush = new Map<number, number>();
  /** By queue: the cycles of its last pushes, as many as there are credits, and words fired so far. */
  readonly #given = new Map<number, { readonly pushes: number[]; fired: number }>();
  #last = -1;

  constructor(latency: number, credits: number, queues: readonly number[], edges: readonly Edge[]) {
    this.#latency = latency;
    this.#credits = credits;
    this.#edges = edges;
    for (const queue of queues) {
      this.#ready.set(queue, []);
      this.#lastPush.set(queue, -1);
      this.#given.set(queue, { pushes: [], fired: 0 });
    }
  }

  resolve(): boolean {
    let moved = false;
    for (const [queue, ready] of this.#ready) {
      const edge = this.#edges[queue]!;
      let done = 0;
      for (; done < ready.length; done++) {
        const room = edge.room;
        if (room === unknown) break;
        const time = Math.max(ready[done]!, this.#lastPush.get(queue)! + 1, room);
        edge.pushes.add(time);
        this.#lastPush.set(queue, time);
        this.#given.get(queue)!.pushes.push(time);
        moved = true;
      }
      ready.splice(0, done);
    }
    return moved;
  }

  fire(earliest: number, queues: readonly number[]): number {
    let time = Math.max(earliest, this.#last + 1);
    for (const queue of queues) {
      const { pushes, fired } = this.#given.get(queue)!;
      const open = fired - this.#ready.get(queue)!.length;
      // The word that gives its credit to this one is `credits` words older.
      const giver = fired - this.#credits;
      if (giver < 0) continue;
      if (giver >= open) return unknown;
      time = Math.max(time, pushes[pushes.length - (open - giver)]! + 1);
    }
    for (const queue of queues) {
      const given = this.#given.get(queue)!;
      given.fired++;
      given.pushes.splice(0, given.pushes.length - this.#credits);
      this.#ready.get(queue)!.push(time + this.#latency);
    }
    this.#last = time;
    this.resolve();
    return time;
  }

  idle(count: number): number {
    this.#last += count;
    return count;
  }

  state(time: number, into: number[]): void {
    into.push(this.#last - time);
    for (const [queue, ready] of this.#ready) {
      const { pushes } = this.#given.get(queue)!;
      into.push(this.#lastPush.get(queue)! - time, ready.length, ...ready.map((at) => at - time));
      into.push(...pushes.slice(-this.#credits).map((at) => at - time));
    }
  }
}
