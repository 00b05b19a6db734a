import { firingsIn, type ActorNetwork, type World } from '../network.ts';
import type { Run } from '../run.ts';
import { firingsOf } from '@finnc/ir/hw';
import { machineOf, type Machine } from './machine.ts';
import { causes, Wires, type Stalls, type Trace } from './wires.ts';

export interface CycleOptions extends World {
  /** Frames that the sources offer; without end if left out. */
  readonly frames?: number;
  readonly trace?: Trace;
}

/** One end of a queue that is outside: a source or a sink. */
interface End {
  readonly queue: number;
  readonly wordsPerFrame: number;
  words: number;
  /** First cycle in which it may move its next word. */
  from: number;
}

/** A network as state machines, computed clock cycle by clock cycle. Machines that cannot change are passed over. */
export class CycleSimulation {
  time = 0;
  /** Frames whose last word has left every output. */
  framesOut = 0;
  readonly frameEnds: number[] = [];
  readonly wires: Wires;
  readonly machines: readonly Machine[];
  #firstOutput = -1;
  #lastInput = -1;
  #lastOutput = -1;
  readonly #network: ActorNetwork;
  readonly #options: CycleOptions;
  readonly #sources: readonly End[];
  readonly #sinks: readonly End[];

  constructor(network: ActorNetwork, options: CycleOptions = {}) {
    this.#network = network;
    this.#options = options;
    const waitsFor = network.actors.map(
      ({ schedule, peers }) =>
        new Set([...firingsIn(schedule)].flatMap(({ after = [] }) => after.map(({ actor }) => peers[actor]!))),
    );
    const dependents = network.actors.map((_actor, i) => waitsFor.flatMap((peers, j) => (peers.has(i) ? [j] : [])));
    this.wires = new Wires(network, dependents);
    const perFrame = Float64Array.from(network.actors, ({ schedule }) => firingsOf(schedule));
    this.machines = network.actors.map((actor, i) => machineOf(actor, i, this.wires, perFrame));
    const ends = (side: 'writer' | 'reader', pauses: World['source']): End[] =>
      network.queues.flatMap((queue, index) =>
        queue[side] === undefined
          ? [{ queue: index, wordsPerFrame: queue.words, words: 0, from: pauses?.(index, 0) ?? 0 }]
          : [],
      );
    this.#sources = ends('writer', options.source);
    this.#sinks = ends('reader', options.sink);
    if (this.#sinks.length === 0) throw new RangeError('a network without outputs has no rate');
  }

  /** Cycles that actors did not fire so far, by what they waited for. */
  get stalls(): Stalls {
    for (const [i, machine] of this.machines.entries()) this.wires.account(i, machine.cause, this.time);
    return this.wires.stalls;
  }

  get isDone(): boolean {
    return this.framesOut >= (this.#options.frames ?? Infinity);
  }

  /** Computes one clock cycle; false if nothing can ever move again. */
  cycle(): boolean {
    const { machines, wires, time } = this;
    const { trace } = this.#options;
    let isAlive = this.#moveEnds();
    for (let i = 0; i < machines.length; i++) {
      if (wires.asleep[i] === 1) continue;
      const machine = machines[i]!;
      isAlive = true;
      const { cause } = machine;
      machine.run(time);
      if (trace !== undefined && machine.cause !== cause) trace.actor?.(time, i, machine.cause);
    }
    this.time = time + 1;
    wires.settle(this.time, trace);
    return isAlive;
  }

  /** Moves words in and out of the network; whether there is or will be one to move. */
  #moveEnds(): boolean {
    const { wires, time } = this;
    const { frames = Infinity, source, sink } = this.#options;
    let isAlive = false;
    for (let i = 0; i < this.#sources.length; i++) {
      const end = this.#sources[i]!;
      if (end.words >= frames * end.wordsPerFrame) continue;
      if (end.from > time) isAlive = true;
      else if (wires.held[end.queue]! < wires.depth[end.queue]!) {
        wires.push(end.queue);
        this.#lastInput = time;
        end.words++;
        end.from = time + 1 + (source?.(end.queue, end.words) ?? 0);
        isAlive = true;
      }
    }
    for (let i = 0; i < this.#sinks.length; i++) {
      const end = this.#sinks[i]!;
      if (end.from > time) isAlive ||= wires.held[end.queue]! > 0;
      else if (wires.held[end.queue]! > 0) {
        wires.pop(end.queue);
        this.#lastOutput = time;
        if (this.#firstOutput < 0) this.#firstOutput = time;
        end.words++;
        end.from = time + 1 + (sink?.(end.queue, end.words) ?? 0);
        if (end.words % end.wordsPerFrame === 0) this.#frameOut();
        isAlive = true;
      }
    }
    return isAlive;
  }

  #frameOut(): void {
    const out = Math.min(...this.#sinks.map(({ words, wordsPerFrame }) => Math.floor(words / wordsPerFrame)));
    if (out === this.framesOut) return;
    this.framesOut = out;
    this.frameEnds.push(this.time);
  }

  /** All that the future depends on, with times and frames counted from now. */
  state(): readonly number[] {
    const { time, framesOut } = this;
    const state: number[] = [...this.wires.held];
    for (const machine of this.machines) machine.state(framesOut, time, state);
    for (const { words, wordsPerFrame, from } of [...this.#sources, ...this.#sinks]) {
      state.push(words - framesOut * wordsPerFrame, Math.max(from, time) - time);
    }
    return state;
  }

  /** The run up to now. */
  result(isDeadlocked: boolean): Run {
    return {
      firstOutput: this.#firstOutput,
      lastInput: this.#lastInput,
      lastOutput: this.#lastOutput,
      frameEnds: [...this.frameEnds],
      high: [...this.wires.high],
      isDeadlocked,
    };
  }

  /** Whether an actor fires, or what it waits for. */
  causeOf(actor: number): number {
    return this.machines[actor]?.cause ?? causes.fires;
  }

  get network(): ActorNetwork {
    return this.#network;
  }
}

/** Runs a number of frames through a network, cycle by cycle. */
export function runByCycle(network: ActorNetwork, options: CycleOptions & { readonly frames: number }): Run {
  const simulation = new CycleSimulation(network, options);
  while (!simulation.isDone) if (!simulation.cycle()) return simulation.result(true);
  return simulation.result(false);
}
