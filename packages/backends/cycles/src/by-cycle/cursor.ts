import { firingsOf, type Schedule } from '@finnc/ir/hw';
import type { PlacedActor } from '../network.ts';

/** One firing of a schedule with its place in the loops. */
export interface Step {
  /** Queues it reads and writes. */
  readonly reads: readonly number[];
  readonly writes: readonly number[];
  readonly needs: readonly StepNeed[];
  /** Loops that end with this step, innermost first. */
  readonly ends: readonly LoopEnd[];
}

interface StepNeed {
  readonly actor: number;
  readonly firings: number;
  /** Pairs of a loop counter and what one turn of it adds. */
  readonly terms: readonly (readonly [counter: number, stride: number])[];
}

interface LoopEnd {
  readonly counter: number;
  readonly times: number;
  readonly start: number;
}

/** The position of an actor in its schedule: the state that a hardware control holds in counters. */
export class Cursor {
  readonly steps: readonly Step[];
  readonly counters: Int32Array;
  /** Firings of one frame. */
  readonly perFrame: number;
  index = 0;
  frame = 0;
  step: Step;

  constructor(actor: PlacedActor) {
    const steps: Step[] = [];
    let loops = 0;
    const walk = (schedule: Schedule, enclosing: readonly number[]): void => {
      for (const item of schedule) {
        if (!('body' in item)) {
          steps.push({
            reads: (item.read ?? []).map((port) => actor.ports[port]!),
            writes: (item.write ?? []).map((port) => actor.ports[port]!),
            needs: (item.after ?? []).map(({ actor: peer, firings, strides = [] }) => ({
              actor: actor.peers[peer]!,
              firings,
              terms: strides.flatMap((stride, i) => (stride === 0 ? [] : [[enclosing[i]!, stride] as const])),
            })),
            ends: [],
          });
        } else if (item.times > 0 && firingsOf(item.body) > 0) {
          const [counter, start] = [loops++, steps.length];
          walk(item.body, [...enclosing, counter]);
          const last = steps.length - 1;
          steps[last] = { ...steps[last]!, ends: [...steps[last]!.ends, { counter, times: item.times, start }] };
        }
      }
    };
    walk(actor.schedule, []);
    const first = steps[0];
    if (!first) throw new RangeError(`actor '${actor.name}' never fires`);
    this.steps = steps;
    this.step = first;
    this.counters = new Int32Array(loops);
    this.perFrame = firingsOf(actor.schedule);
  }

  /** Goes on to the next firing. */
  next(): void {
    for (const { counter, times, start } of this.step.ends) {
      if (++this.counters[counter]! < times) {
        this.index = start;
        this.step = this.steps[start]!;
        return;
      }
      this.counters[counter] = 0;
    }
    if (++this.index === this.steps.length) {
      this.index = 0;
      this.frame++;
    }
    this.step = this.steps[this.index]!;
  }

  /** Firings that a need asks of its actor at this position, counted from the start of the frame. */
  needed({ firings, terms }: StepNeed): number {
    let sum = firings;
    for (const [counter, stride] of terms) sum += stride * this.counters[counter]!;
    return sum;
  }
}
