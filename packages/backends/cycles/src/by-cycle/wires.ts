import type { ActorNetwork } from '../network.ts';
import type { Machine } from './machine.ts';

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

/** Whoever wants to see every change, for a timeline. */
export interface Trace {
  /** From cycle `time` on, the queue holds `words`. */
  queue(time: number, queue: number, words: number): void;
  /** From cycle `time` on, the actor does `cause` (`causes`). */
  actor(time: number, actor: number, cause: number): void;
}

/**
 * The queues between the machines. Pushes and pops of a cycle are noted and take effect at its end, so that the order in
 * which machines are computed does not matter.
 */
export class Wires {
  readonly held: Int32Array;
  readonly depth: Float64Array;
  readonly high: Int32Array;
  readonly machines: readonly Machine[];
  readonly stalls: Stalls;
  readonly #since: Float64Array;
  readonly #pushed: Uint8Array;
  readonly #popped: Uint8Array;
  readonly #touched: Int32Array;
  #touches = 0;

  constructor({ queues }: ActorNetwork, machines: readonly Machine[]) {
    this.machines = machines;
    this.held = new Int32Array(queues.length);
    this.high = new Int32Array(queues.length);
    this.depth = Float64Array.from(queues, ({ depth }) => depth);
    this.stalls = {
      starved: new Float64Array(queues.length),
      blocked: new Float64Array(queues.length),
      waiting: new Float64Array(machines.length),
    };
    this.#since = new Float64Array(machines.length);
    this.#pushed = new Uint8Array(queues.length);
    this.#popped = new Uint8Array(queues.length);
    this.#touched = new Int32Array(2 * queues.length);
  }

  push(queue: number): void {
    this.#pushed[queue] = 1;
    this.#touched[this.#touches++] = queue;
  }

  pop(queue: number): void {
    this.#popped[queue] = 1;
    this.#touched[this.#touches++] = queue;
  }

  /** Ends a cycle: calls `changed` for each queue that was pushed or popped. */
  settle(changed: (queue: number) => void): void {
    for (let i = 0; i < this.#touches; i++) {
      const queue = this.#touched[i]!;
      const change = this.#pushed[queue]! - this.#popped[queue]!;
      this.#pushed[queue] = this.#popped[queue] = 0;
      const held = this.held[queue]! + change;
      this.held[queue] = held;
      if (held > this.high[queue]!) this.high[queue] = held;
      changed(queue);
    }
    this.#touches = 0;
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
