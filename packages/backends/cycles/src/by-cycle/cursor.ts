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
  /** The firing that it is in the loop's next turn, for the innermost loop that ends here. */
  readonly again: LoopEnd | undefined;
}

interface StepNeed {
  readonly actor: number;
  readonly firings: number;
  /** Loop counters, and what one turn of each adds. */
  readonly counters: readonly number[];
  readonly strides: readonly number[];
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
    const steps = stepsOf(actor);
    const first = steps.steps[0];
    if (!first) throw new RangeError(`actor '${actor.name}' never fires`);
    this.steps = steps.steps;
    this.step = first;
    this.counters = new Int32Array(steps.loops);
    this.perFrame = firingsOf(actor.schedule);
  }

  /** Goes on to the next firing. */
  next(): void {
    const { again } = this.step;
    if (again !== undefined && ++this.counters[again.counter]! < again.times) {
      if (again.start !== this.index) this.#goTo(again.start);
    } else this.#leave();
  }

  #goTo(index: number): void {
    this.index = index;
    this.step = this.steps[index]!;
  }

  /** Leaves the innermost loop that ends here, and others with it. */
  #leave(): void {
    const { ends } = this.step;
    for (let i = 0; i < ends.length; i++) {
      const { counter, times, start } = ends[i]!;
      // The innermost has been counted.
      if ((i === 0 ? this.counters[counter]! : ++this.counters[counter]!) < times) {
        this.#goTo(start);
        return;
      }
      this.counters[counter] = 0;
    }
    if (this.index + 1 < this.steps.length) this.#goTo(this.index + 1);
    else {
      this.#goTo(0);
      this.frame++;
    }
  }

  /** Firings that a need asks of its actor at this position, counted from the start of the frame. */
  needed({ firings, counters, strides }: StepNeed): number {
    let sum = firings;
    for (let i = 0; i < counters.length; i++) sum += strides[i]! * this.counters[counters[i]!]!;
    return sum;
  }
}

/** The firings of a schedule, each kind once, and how many loops are around them. */
function stepsOf({ schedule, ports, peers }: PlacedActor): { readonly steps: readonly Step[]; readonly loops: number } {
  const steps: Step[] = [];
  let loops = 0;
  const walk = (items: Schedule, enclosing: readonly number[]): void => {
    for (const item of items) {
      if (!('body' in item)) {
        steps.push({
          reads: (item.read ?? []).map((port) => ports[port]!),
          writes: (item.write ?? []).map((port) => ports[port]!),
          needs: (item.after ?? []).map(({ actor, firings, strides = [] }) => {
            const counted = strides.flatMap((stride, i) => (stride === 0 ? [] : [i]));
            return {
              actor: peers[actor]!,
              firings,
              counters: counted.map((i) => enclosing[i]!),
              strides: counted.map((i) => strides[i]!),
            };
          }),
          ends: [],
          again: undefined,
        });
      } else if (item.times > 0 && firingsOf(item.body) > 0) {
        const [counter, start] = [loops++, steps.length];
        walk(item.body, [...enclosing, counter]);
        const step = steps.at(-1)!;
        const end = { counter, times: item.times, start };
        steps[steps.length - 1] = { ...step, ends: [...step.ends, end], again: step.again ?? end };
      }
    }
  };
  walk(schedule, []);
  return { steps, loops };
}
