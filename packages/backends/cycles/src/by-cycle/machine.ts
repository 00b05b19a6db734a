import type { PlacedActor } from '../network.ts';
import { Cursor } from './cursor.ts';
import { causes, type Wires } from './wires.ts';

/** One actor as a state machine: its cursor, the words in its pipeline, and what it did last. */
export class Machine {
  readonly cursor: Cursor;
  /** Firings since the start. */
  done = 0;
  /** Whether it fires in the cycle being computed; counters of others see it in the next. */
  fires = false;
  /** Nothing changes for it until a queue or an actor it depends on does. */
  asleep = false;
  cause: number = causes.fires;
  readonly #index: number;
  readonly #pipeline: WholePipeline | CreditPipeline | undefined;

  constructor(actor: PlacedActor, index: number) {
    this.cursor = new Cursor(actor);
    this.#index = index;
    const outputs = [...new Set(this.cursor.steps.flatMap((step) => step.writes))];
    if (actor.pipeline && outputs.length > 0) {
      this.#pipeline =
        actor.pipeline.stall === 'whole'
          ? new WholePipeline(actor.pipeline.latency, outputs)
          : new CreditPipeline(actor.pipeline.latency, actor.pipeline.credits, outputs);
    }
  }

  /** One clock cycle, from the state at its start; what it does to queues takes effect at its end. */
  run(wires: Wires, time: number): void {
    const pipeline = this.#pipeline;
    const blocked = pipeline ? pipeline.begin(wires, time) : -1;
    let cause: number;
    if (blocked >= 0) cause = causes.blockedOn(wires, blocked);
    else {
      cause = this.#obstacle(wires);
      if (cause === causes.fires) for (const queue of this.cursor.step.reads) wires.pop(queue);
    }
    this.fires = cause === causes.fires;
    if (pipeline) pipeline.end(wires, this.fires ? this.cursor.step.writes : none, time);
    if (this.fires) this.cursor.next();
    else this.asleep = pipeline === undefined || pipeline.rests;
    if (cause !== this.cause) {
      wires.account(this.#index, this.cause, time);
      this.cause = cause;
    }
  }

  /** What keeps the next firing from taking place, apart from a pipeline that stands. */
  #obstacle(wires: Wires): number {
    const { step } = this.cursor;
    for (const queue of step.reads) if (wires.held[queue] === 0) return causes.starvedOf(queue);
    for (const need of step.needs) {
      const peer = wires.machines[need.actor]!;
      if (peer.done < this.cursor.frame * peer.cursor.perFrame + this.cursor.needed(need))
        return causes.waitsFor(wires);
    }
    if (this.#pipeline) {
      const queue = this.#pipeline.refuses(step.writes);
      if (queue >= 0) return causes.blockedOn(wires, queue);
    }
    return causes.fires;
  }

  /** All that the future depends on, counted from the start of frame `frame` and cycle `time`. */
  state(frame: number, time: number, into: number[]): void {
    const { index, counters } = this.cursor;
    into.push(index, ...counters, this.done - frame * this.cursor.perFrame, this.cursor.frame - frame);
    this.#pipeline?.state(time, into);
  }
}

const none: readonly number[] = [];

/** Stages with one enable: slot i of the ring holds what was fired i enabled cycles ago, the last is the output register. */
class WholePipeline {
  readonly #outputs: readonly number[];
  readonly #stages: Int32Array;
  #position = 0;
  /** Fired words that have not come to the output register. */
  #inFlight = 0;
  /** Outputs whose words stand in the output register, one bit each. */
  #valid = 0;
  #isEnabled = true;

  constructor(latency: number, outputs: readonly number[]) {
    this.#outputs = outputs;
    this.#stages = new Int32Array(latency - 1);
  }

  /** Pushes what stands in the output register; the queue that keeps the stages from moving, or −1. */
  begin(wires: Wires, _time: number): number {
    if (this.#valid !== 0) {
      for (let i = 0; i < this.#outputs.length; i++) {
        const queue = this.#outputs[i]!;
        if ((this.#valid & (1 << i)) === 0 || wires.held[queue] === wires.depth[queue]) continue;
        wires.push(queue);
        this.#valid &= ~(1 << i);
      }
    }
    this.#isEnabled = this.#valid === 0;
    return this.#isEnabled ? -1 : this.#outputs[31 - Math.clz32(this.#valid & -this.#valid)]!;
  }

  refuses(_writes: readonly number[]): number {
    return -1;
  }

  end(_wires: Wires, writes: readonly number[], _time: number): void {
    if (!this.#isEnabled) return;
    let mask = 0;
    for (const queue of writes) mask |= 1 << this.#outputs.indexOf(queue);
    if (this.#stages.length === 0) {
      this.#valid = mask;
      return;
    }
    if (mask === 0 && this.#inFlight === 0) return;
    const out = this.#stages[this.#position]!;
    this.#stages[this.#position] = mask;
    this.#position = this.#position + 1 === this.#stages.length ? 0 : this.#position + 1;
    if (mask !== 0) this.#inFlight++;
    if (out !== 0) this.#inFlight--;
    this.#valid = out;
  }

  /** Whether it stays as it is until a queue changes. */
  get rests(): boolean {
    return !this.#isEnabled || (this.#inFlight === 0 && this.#valid === 0);
  }

  state(_time: number, into: number[]): void {
    into.push(this.#valid);
    for (let i = 0; i < this.#stages.length; i++) into.push(this.#stages[(this.#position + i) % this.#stages.length]!);
  }
}

/** Free-running stages: each output keeps the cycles from which its words can be pushed, at most `credits` of them. */
class CreditPipeline {
  readonly #latency: number;
  readonly #credits: number;
  readonly #outputs: readonly number[];
  readonly #ready: readonly number[][];
  #isBound = false;

  constructor(latency: number, credits: number, outputs: readonly number[]) {
    this.#latency = latency;
    this.#credits = credits;
    this.#outputs = outputs;
    this.#ready = outputs.map(() => []);
  }

  begin(_wires: Wires, _time: number): number {
    return -1;
  }

  refuses(writes: readonly number[]): number {
    for (const queue of writes) if (this.#ready[this.#outputs.indexOf(queue)]!.length >= this.#credits) return queue;
    return -1;
  }

  end(wires: Wires, writes: readonly number[], time: number): void {
    this.#isBound = true;
    for (const [i, queue] of this.#outputs.entries()) {
      const ready = this.#ready[i]!;
      const isOut = ready.length > 0 && ready[0]! <= time && wires.held[queue]! < wires.depth[queue]!;
      if (isOut) {
        wires.push(queue);
        ready.shift();
      }
      if (writes.includes(queue)) ready.push(time + this.#latency);
      // Whoever has a word on the way, or has just been given a credit back, looks again in the next cycle.
      if (isOut || (ready.length > 0 && ready[0]! > time)) this.#isBound = false;
    }
  }

  get rests(): boolean {
    return this.#isBound;
  }

  state(time: number, into: number[]): void {
    for (const ready of this.#ready) into.push(ready.length, ...ready.map((at) => Math.max(at, time) - time));
  }
}
