import type { PlacedActor } from '../network.ts';
import { Cursor } from './cursor.ts';
import { causes, type Wires } from './wires.ts';

/** One actor as a state machine: its cursor, and by kind the words in its pipeline. */
export abstract class Machine {
  readonly cursor: Cursor;
  /** What it did in the last cycle that was computed for it. */
  cause: number = causes.fires;
  protected readonly index: number;
  protected readonly wires: Wires;
  /** Firings a frame of each actor. */
  readonly #perFrame: Float64Array;

  constructor(cursor: Cursor, index: number, wires: Wires, perFrame: Float64Array) {
    this.cursor = cursor;
    this.index = index;
    this.wires = wires;
    this.#perFrame = perFrame;
  }

  /** One clock cycle, from the state at its start; what it does to queues takes effect at its end. */
  abstract run(time: number): void;

  /** All that the future depends on, counted from the start of frame `frame` and cycle `time`. */
  state(frame: number, time: number, into: number[]): void {
    const { index, counters, perFrame } = this.cursor;
    into.push(index, ...counters, this.wires.done[this.index]! - frame * perFrame, this.cursor.frame - frame);
    this.stages(time, into);
  }

  protected stages(_time: number, _into: number[]): void {
    // Only pipelines have some.
  }

  /** What keeps the next firing from taking place, apart from its pipeline. */
  protected obstacle(): number {
    const { wires, cursor } = this;
    const { reads, needs } = cursor.step;
    for (let i = 0; i < reads.length; i++) if (wires.held[reads[i]!] === 0) return causes.starvedOf(reads[i]!);
    for (let i = 0; i < needs.length; i++) {
      const { actor } = needs[i]!;
      if (wires.done[actor]! < cursor.frame * this.#perFrame[actor]! + cursor.needed(needs[i]!))
        return causes.waitsFor(wires);
    }
    return causes.fires;
  }

  protected fire(): void {
    const { reads } = this.cursor.step;
    for (let i = 0; i < reads.length; i++) this.wires.pop(reads[i]!);
    this.wires.fire(this.index);
    this.cursor.next();
  }

  protected does(cause: number, time: number): void {
    if (cause === this.cause) return;
    this.wires.account(this.index, this.cause, time);
    this.cause = cause;
  }

  /** Nothing changes for it until a queue or an actor it depends on does. */
  protected sleep(): void {
    this.wires.asleep[this.index] = 1;
  }
}

export function machineOf(actor: PlacedActor, index: number, wires: Wires, perFrame: Float64Array): Machine {
  const cursor = new Cursor(actor);
  const outputs = [...new Set(cursor.steps.flatMap(({ writes }) => writes))];
  const { pipeline } = actor;
  if (!pipeline || outputs.length === 0) return new PlainMachine(cursor, index, wires, perFrame);
  return pipeline.stall === 'whole'
    ? new WholeMachine(cursor, index, wires, perFrame, pipeline.latency, outputs)
    : new CreditMachine(cursor, index, wires, perFrame, pipeline, outputs);
}

/** Writes nothing. */
class PlainMachine extends Machine {
  run(time: number): void {
    const cause = this.obstacle();
    if (cause === causes.fires) this.fire();
    else this.sleep();
    this.does(cause, time);
  }
}

/** Stages with one enable: slot i of the ring holds what was fired i enabled cycles ago, behind them an output register. */
class WholeMachine extends Machine {
  readonly #outputs: readonly number[];
  readonly #stages: Int32Array;
  /** By step: the outputs that it writes, one bit each. */
  readonly #masks: Int32Array;
  #position = 0;
  /** Fired words that have not come to the output register. */
  #inFlight = 0;
  /** Outputs whose words stand in the output register, one bit each. */
  #valid = 0;

  constructor(
    cursor: Cursor,
    index: number,
    wires: Wires,
    perFrame: Float64Array,
    latency: number,
    outputs: readonly number[],
  ) {
    super(cursor, index, wires, perFrame);
    this.#outputs = outputs;
    this.#stages = new Int32Array(latency - 1);
    const maskOf = (writes: readonly number[]): number =>
      writes.reduce((mask, queue) => mask | (1 << outputs.indexOf(queue)), 0);
    this.#masks = Int32Array.from(cursor.steps, ({ writes }) => maskOf(writes));
  }

  run(time: number): void {
    if (this.#valid !== 0) {
      const blocking = this.#pushValid();
      if (blocking >= 0) {
        this.sleep();
        this.does(causes.blockedOn(this.wires, blocking), time);
        return;
      }
    }
    const cause = this.obstacle();
    if (cause === causes.fires) {
      this.#shift(this.#masks[this.cursor.index]!);
      this.fire();
    } else {
      this.#shift(0);
      if (this.#inFlight === 0 && this.#valid === 0) this.sleep();
    }
    this.does(cause, time);
  }

  /** Pushes what stands in the output register; the queue that keeps the stages from moving, or −1. */
  #pushValid(): number {
    const { held, depth } = this.wires;
    let blocking = -1;
    for (let i = this.#outputs.length - 1; i >= 0; i--) {
      const queue = this.#outputs[i]!;
      if ((this.#valid & (1 << i)) === 0) continue;
      if (held[queue]! < depth[queue]!) {
        this.wires.push(queue);
        this.#valid &= ~(1 << i);
      } else blocking = queue;
    }
    return blocking;
  }

  #shift(mask: number): void {
    const stages = this.#stages;
    if (stages.length === 0) {
      this.#valid = mask;
      return;
    }
    if (mask === 0 && this.#inFlight === 0) return;
    const out = stages[this.#position]!;
    stages[this.#position] = mask;
    this.#position = this.#position + 1 === stages.length ? 0 : this.#position + 1;
    if (mask !== 0) this.#inFlight++;
    if (out !== 0) this.#inFlight--;
    this.#valid = out;
  }

  protected override stages(_time: number, into: number[]): void {
    into.push(this.#valid);
    for (let i = 0; i < this.#stages.length; i++) into.push(this.#stages[(this.#position + i) % this.#stages.length]!);
  }
}

/** Free-running stages: each output keeps the cycles from which its words can be pushed, at most `credits` of them. */
class CreditMachine extends Machine {
  readonly #latency: number;
  readonly #outputs: readonly Credits[];
  /** By step: the places among the outputs that it writes. */
  readonly #writes: readonly (readonly Credits[])[];

  constructor(
    cursor: Cursor,
    index: number,
    wires: Wires,
    perFrame: Float64Array,
    { latency, credits }: { readonly latency: number; readonly credits: number },
    outputs: readonly number[],
  ) {
    super(cursor, index, wires, perFrame);
    this.#latency = latency;
    this.#outputs = outputs.map((queue) => new Credits(queue, credits));
    this.#writes = cursor.steps.map(({ writes }) => writes.map((queue) => this.#outputs[outputs.indexOf(queue)]!));
  }

  run(time: number): void {
    const writes = this.#writes[this.cursor.index]!;
    let cause = this.obstacle();
    for (let i = 0; cause === causes.fires && i < writes.length; i++) {
      if (writes[i]!.areSpent) cause = causes.blockedOn(this.wires, writes[i]!.queue);
    }
    let isBound = true;
    // A credit that a push gives back is for the next cycle, so words are fired first.
    const fires = cause === causes.fires;
    const { held, depth } = this.wires;
    for (let i = 0; i < this.#outputs.length; i++) {
      const output = this.#outputs[i]!;
      const { queue, next } = output;
      if (next <= time && held[queue]! < depth[queue]!) {
        this.wires.push(queue);
        output.pushed();
        isBound = false;
      } else if (next > time && next !== Infinity) isBound = false;
    }
    if (fires) {
      for (let i = 0; i < writes.length; i++) writes[i]!.fired(time + this.#latency);
      this.fire();
    } else if (isBound) this.sleep();
    this.does(cause, time);
  }

  protected override stages(time: number, into: number[]): void {
    for (const output of this.#outputs) output.state(time, into);
  }
}

/** The words of one output that were fired and not pushed, as the cycles from which they can be. */
class Credits {
  readonly queue: number;
  /** That of the oldest. */
  next = Infinity;
  readonly #ready: Float64Array;
  #first = 0;
  #count = 0;

  constructor(queue: number, credits: number) {
    this.queue = queue;
    this.#ready = new Float64Array(credits);
  }

  get areSpent(): boolean {
    return this.#count === this.#ready.length;
  }

  fired(ready: number): void {
    if (this.#count === 0) this.next = ready;
    this.#ready[(this.#first + this.#count++) % this.#ready.length] = ready;
  }

  pushed(): void {
    this.#first = this.#first + 1 === this.#ready.length ? 0 : this.#first + 1;
    this.next = --this.#count === 0 ? Infinity : this.#ready[this.#first]!;
  }

  state(time: number, into: number[]): void {
    into.push(this.#count);
    for (let i = 0; i < this.#count; i++) {
      into.push(Math.max(0, this.#ready[(this.#first + i) % this.#ready.length]! - time));
    }
  }
}
