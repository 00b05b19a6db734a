import type { ActorNetwork } from '../network.ts';

/** Cycles that an actor did not fire, by what it waited for. */
export interface Stalls {
  /** By queue: its reader found it empty, its writer found it full. */
  readonly starved: Float64Array;
  readonly blocked: Float64Array;
  /** By actor: it waited for another actor of its layer. */
  readonly waiting: Float64Array;
}

/** What an actor does in a cycle, as one number: fires, starves of queue q, waits for an actor, is blocked on queue q. */
export const causes = {
  fires: 0,
  starvedOf: (queue: number): number => queue + 1,
  waitsFor: ({ held }: Pick<Wires, 'held'>): number => held.length + 1,
  blockedOn: ({ held }: Pick<Wires, 'held'>, queue: number): number => held.length + 2 + queue,
} as const;

/** Whoever wants to see what changes. */
export interface Trace {
  /** From cycle `time` on, the queue holds `words`. */
  queue?(time: number, queue: number, words: number): void;
  /** From cycle `time` on, the actor does `cause` (`causes`). */
  actor?(time: number, actor: number, cause: number): void;
  /** A word enters or leaves the queue in cycle `time`. */
  push?(time: number, queue: number): void;
  pop?(time: number, queue: number): void;
}

/**
 * The queues between the machines, and what machines see of each other. Pushes, pops and firings of a cycle are noted and
 * take effect at its end, so that the order in which machines are computed does not matter.
 */
export class Wires {
  readonly held: Int32Array;
  readonly depth: Float64Array;
  readonly high: Int32Array;
  /** By actor: firings since the start. */
  readonly done: Float64Array;
  /** By actor: 1 while nothing changes for it until a queue or an actor it depends on does. */
  readonly asleep: Uint8Array;
  readonly stalls: Stalls;
  readonly #since: Float64Array;
  readonly #reader: Int32Array;
  readonly #writer: Int32Array;
  /** By actor: those that wait for its firings. */
  readonly #dependents: readonly (readonly number[])[];
  readonly #pushed: Int32Array;
  readonly #popped: Int32Array;
  readonly #fired: Int32Array;
  #pushes = 0;
  #pops = 0;
  #firings = 0;

  constructor({ queues, actors }: ActorNetwork, dependents: readonly (readonly number[])[]) {
    this.held = new Int32Array(queues.length);
    this.high = new Int32Array(queues.length);
    this.depth = Float64Array.from(queues, ({ depth }) => depth);
    this.done = new Float64Array(actors.length);
    // The world outside has a place of its own, behind the actors.
    this.asleep = new Uint8Array(actors.length + 1);
    this.stalls = {
      starved: new Float64Array(queues.length),
      blocked: new Float64Array(queues.length),
      waiting: new Float64Array(actors.length),
    };
    this.#since = new Float64Array(actors.length);
    this.#reader = Int32Array.from(queues, ({ reader = actors.length }) => reader);
    this.#writer = Int32Array.from(queues, ({ writer = actors.length }) => writer);
    this.#dependents = dependents;
    this.#pushed = new Int32Array(queues.length);
    this.#popped = new Int32Array(queues.length);
    this.#fired = new Int32Array(actors.length);
  }

  push(queue: number): void {
    this.#pushed[this.#pushes++] = queue;
  }

  pop(queue: number): void {
    this.#popped[this.#pops++] = queue;
  }

  fire(actor: number): void {
    this.#fired[this.#firings++] = actor;
  }

  /** Ends cycle `time - 1`; whatever is seen of it is seen from `time` on. */
  settle(time: number, trace: Trace | undefined): void {
    const { held, high, asleep } = this;
    // Pops first: a push and a pop in one cycle leave as many words as there were.
    for (let i = 0; i < this.#pops; i++) {
      const queue = this.#popped[i]!;
      held[queue]!--;
      asleep[this.#writer[queue]!] = asleep[this.#reader[queue]!] = 0;
    }
    for (let i = 0; i < this.#pushes; i++) {
      const queue = this.#pushed[i]!;
      const words = ++held[queue]!;
      if (words > high[queue]!) high[queue] = words;
      asleep[this.#writer[queue]!] = asleep[this.#reader[queue]!] = 0;
    }
    if (trace) this.#tell(time, trace);
    for (let i = 0; i < this.#firings; i++) {
      const actor = this.#fired[i]!;
      this.done[actor]!++;
      const dependents = this.#dependents[actor]!;
      for (let j = 0; j < dependents.length; j++) asleep[dependents[j]!] = 0;
    }
    this.#pushes = this.#pops = this.#firings = 0;
  }

  #tell(time: number, trace: Trace): void {
    for (const queue of this.#popped.subarray(0, this.#pops)) {
      trace.pop?.(time - 1, queue);
      trace.queue?.(time, queue, this.held[queue]!);
    }
    for (const queue of this.#pushed.subarray(0, this.#pushes)) {
      trace.push?.(time - 1, queue);
      trace.queue?.(time, queue, this.held[queue]!);
    }
  }

  /** Books the cycles up to `time` that an actor did `cause`. */
  account(actor: number, cause: number, time: number): void {
    const cycles = time - this.#since[actor]!;
    this.#since[actor] = time;
    const queues = this.held.length;
    const { starved, blocked, waiting } = this.stalls;
    if (cause === causes.fires) return;
    if (cause <= queues) starved[cause - 1]! += cycles;
    else if (cause === queues + 1) waiting[actor]! += cycles;
    else blocked[cause - queues - 2]! += cycles;
  }
}
