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

/** A word, or one a port, on the way to the output register. */
interface Due {
  readonly tick: number;
  /** Queues it is still to be pushed to. */
  waiting: readonly number[];
  /** The cycle of the latest of its pushes so far. */
  time: number;
}

/**
 * Stages with one enable. Time is counted in ticks, the enabled cycles, of which a word takes `latency` to its push; tick
 * and cycle go on together except where a push waits for room. When a push happens depends on earlier pushes only, never
 * on firings that are still open, so pushes are resolved by themselves and may be ahead of the firings.
 */
export class StallingOutput implements Output {
  readonly #latency: number;
  readonly #edges: readonly Edge[];
  /** Words that the last firing has not passed, oldest first; those before `#resolved` have their times. */
  #dues: Due[] = [];
  #resolved = 0;
  /** Tick and cycle of the last resolved word, and where the firings are. */
  #pushTick = -1;
  #pushTime = -1;
  #tick = -1;
  #time = -1;
  /** Whether the tick where the firings are is taken by one. */
  #isTaken = true;

  constructor(latency: number, _queues: readonly number[], edges: readonly Edge[]) {
    this.#latency = latency;
    this.#edges = edges;
  }

  resolve(): boolean {
    let moved = false;
    for (let due = this.#dues[this.#resolved]; due; due = this.#dues[this.#resolved]) {
      const earliest = this.#pushTime + due.tick - this.#pushTick;
      const left: number[] = [];
      for (const queue of due.waiting) {
        const edge = this.#edges[queue]!;
        const room = edge.room;
        if (room === unknown) {
          left.push(queue);
          continue;
        }
        const time = Math.max(earliest, room);
        edge.pushes.add(time);
        due.time = Math.max(due.time, time);
        moved = true;
      }
      due.waiting = left;
      if (left.length > 0) break;
      this.#pushTick = due.tick;
      this.#pushTime = due.time;
      this.#resolved++;
    }
    return moved;
  }

  fire(earliest: number, queues: readonly number[]): number {
    if (!this.#moveTo(earliest)) return unknown;
    this.#isTaken = true;
    if (queues.length > 0) {
      this.#dues.push({ tick: this.#tick + this.#latency, waiting: queues, time: 0 });
      this.resolve();
    }
    return this.#time;
  }

  idle(count: number): number {
    for (let done = 0; done < count; done++) {
      const due = this.#dues[0];
      const straight = due ? Math.min(count - done, due.tick - 1 - this.#tick) : count - done;
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
      if (!this.#isTaken && this.#time >= earliest) return true;
      const steps = Math.max(1, earliest - this.#time);
      const due = this.#dues[0];
      if (!due || this.#tick + steps < due.tick) {
        this.#tick += steps;
        this.#time += steps;
      } else {
        if (this.#resolved === 0) return false;
        this.#tick = due.tick;
        this.#time = due.time;
        this.#dues.shift();
        this.#resolved--;
      }
      this.#isTaken = false;
    }
  }

  state(time: number, into: number[]): void {
    into.push(this.#time - time, Number(this.#isTaken), this.#tick - this.#pushTick, this.#pushTime - time);
    for (const [i, due] of this.#dues.entries()) {
      into.push(due.tick - this.#tick, due.waiting.length, i < this.#resolved ? due.time - time : 0);
    }
  }
}

const none: readonly number[] = [];

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
