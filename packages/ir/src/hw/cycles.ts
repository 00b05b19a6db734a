import { defineFacet } from '../facet/facet.ts';

/**
 * The contract between RTL and cycle model: what the control of a layer does, clock cycle by clock cycle, without data.
 *
 * A layer is one or more actors. An actor walks through its schedule, one firing after the other, at most one a cycle,
 * and starts again for the next frame without a pause. In cycle t it fires when, by the state of registers at the start
 * of t,
 * - each input it reads has a word: pushed into its queue in cycle t − 1 or before;
 * - each other actor it waits for has done the firings it needs in cycle t − 1 or before;
 * - its pipeline takes the firing (`Pipeline`).
 * A firing pops the words it reads in t. Words that it writes come out at the end of the pipeline.
 *
 * Every stream between actors is a queue: a word pushed in t can be popped from t + 1 on, a pop in t frees its place for
 * a push from t + 1 on, so a full queue takes nothing in the cycle of a pop. Between layers the queue is the `hw.fifo`
 * of the graph with its depth; where there is none, and at the ports of the network, it is a register slice: a queue
 * of depth `sliceDepth`. So no layer sees the ready of its reader's reader in the same cycle.
 *
 * All times are clock cycles; the first in which the first input word can be pushed is cycle 0.
 */
export interface LayerActors {
  readonly actors: readonly Actor[];
  /**
   * Depth in words of the queues between actors of the layer, by name. An actor names such a queue as it names an
   * operand or a result; one actor writes it and one reads it.
   */
  readonly queues?: Readonly<Record<string, number>>;
}

/** One control state machine. */
export interface Actor {
  /** Unique in its layer: `read`, `write`. */
  readonly name: string;
  /** The firings of one frame. */
  readonly schedule: Schedule;
  /** How words get from a firing to the output; needed where a firing writes. */
  readonly pipeline?: Pipeline;
}

/** Firings in order; nested loops keep them few, whatever the frame. */
export type Schedule = readonly (Firing | Loop)[];

/** Repeats its body; 0 times is allowed, so that borders of width 0 need no case of their own. */
export interface Loop {
  readonly times: number;
  readonly body: Schedule;
}

/** What one firing does; with neither reads nor writes it only passes a cycle. */
export interface Firing {
  /** Operands, or queues of the layer, of which it takes one word each. */
  readonly read?: readonly string[];
  /** Results, or queues of the layer, to which it gives one word each. */
  readonly write?: readonly string[];
  readonly after?: readonly Need[];
}

/**
 * A firing waits until another actor of the layer has done enough firings, as counters of the two compare.
 *
 * The number is counted from the first firing of that actor in the same frame. It may be negative, which means the
 * frame before, or exceed a frame: −5 is all but the last five of the frame before. It is
 * `firings + Σ strides[i] · index[i]`, where index[i] counts the turns of the i-th enclosing loop, outermost first, from 0.
 * A frame that was never run counts as done: at the start nothing before the first frame is waited for.
 */
export interface Need {
  readonly actor: string;
  readonly firings: number;
  /** One a loop that encloses the firing, outermost first; those left out are 0. */
  readonly strides?: readonly number[];
}

/**
 * The way of a word from its firing to the queue behind the layer, and what a full queue does to the actor.
 *
 * `whole`: stages that share one enable. Each enabled cycle, with a firing or without (a bubble), moves all words on by a
 * stage; after `latency` of them, the cycle of the firing included, the word stands in the output register, from the
 * next cycle on. It is pushed in the first cycle in which its queue has room. A cycle is enabled if the output
 * register is empty or its word is pushed in this cycle; the actor fires in enabled cycles only. Where firings write
 * several outputs, each has its own valid bit, is pushed as soon as its own queue has room, and only once; a cycle is
 * enabled if no valid bit stays. With latency 1 and always room, a firing in t pushes in t + 1.
 *
 * `credit`: stages that never stop, and behind them, for each output, a small queue of the layer's own. A word of a
 * firing in t can be pushed from t + latency on, in order, one a cycle. A firing that writes an output needs one of its
 * `credits`; the push of the word in s gives it back for firings from s + 1 on. Full rate needs `latency + 1` of them.
 */
export type Pipeline =
  | { readonly stall: 'whole'; readonly latency: number }
  | { readonly stall: 'credit'; readonly latency: number; readonly credits: number };

/** Actors of a layer as its RTL behaves; no answer, or no actors, for a layer that has no RTL. */
export const cycles = defineFacet<void, LayerActors>('finnc.cycles');

/** Depth of the queue on a stream that has no `hw.fifo`, words: two registers, which keep the full rate. */
export const sliceDepth = 2;

export const loop = (times: number, ...body: Schedule): Loop => ({ times, body });

/** Firings of one frame. */
export const firingsOf = (schedule: Schedule): number =>
  schedule.reduce((sum, step) => sum + ('body' in step ? step.times * firingsOf(step.body) : 1), 0);

/** Words a frame that a schedule takes from and gives to each port. */
export function wordsOf(schedule: Schedule): {
  readonly read: ReadonlyMap<string, number>;
  readonly write: ReadonlyMap<string, number>;
} {
  const read = new Map<string, number>();
  const write = new Map<string, number>();
  const walk = (steps: Schedule, times: number): void => {
    for (const step of steps) {
      if ('body' in step) walk(step.body, times * step.times);
      else {
        for (const port of step.read ?? []) read.set(port, (read.get(port) ?? 0) + times);
        for (const port of step.write ?? []) write.set(port, (write.get(port) ?? 0) + times);
      }
    }
  };
  walk(schedule, 1);
  return { read, write };
}
