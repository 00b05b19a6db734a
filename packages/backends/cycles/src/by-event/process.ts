import { firingsOf } from '@finnc/ir/hw';
import type { PlacedActor } from '../network.ts';
import type { Edge } from './edge.ts';
import { unknown } from './edge.ts';
import { FreeOutput, StallingOutput, type Output } from './outputs.ts';
import { Stamps } from './stamps.ts';
import { tapeOf, type Run, type TapeItem } from '../tape.ts';

/** Firings of one actor that another one waits for. */
interface Watch {
  readonly stamps: Stamps;
  readonly perFrame: number;
  /** Firings known to be needed so far; earlier ones are not asked for again. */
  needed: number;
}

/** An actor that advances from firing to firing, as far as the times it depends on are known. */
export class Process {
  readonly #tape: readonly TapeItem[];
  readonly #edges: readonly Edge[];
  readonly #output: Output | undefined;
  readonly #watching = new Map<number, Watch>();
  readonly #watched: Stamps[] = [];
  readonly #turns: number[] = [];
  readonly #perFrame: number;
  #position = 0;
  /** Firings done of the run at the position. */
  #inRun = 0;
  #frame = 0;
  #last = -1;

  constructor(actor: PlacedActor, edges: readonly Edge[]) {
    this.#tape = tapeOf(actor);
    this.#perFrame = firingsOf(actor.schedule);
    if (this.#perFrame === 0) throw new RangeError(`actor '${actor.name}' never fires`);
    this.#edges = edges;
    const written = [...new Set(this.#tape.flatMap((item) => ('writes' in item ? item.writes : [])))];
    if (actor.pipeline && written.length > 0) {
      this.#output =
        actor.pipeline.stall === 'whole'
          ? new StallingOutput(actor.pipeline.latency, edges)
          : new FreeOutput(actor.pipeline.latency, actor.pipeline.credits, written, edges);
    }
  }

  /** Whose firings it waits for. */
  get peers(): ReadonlySet<number> {
    return new Set(this.#tape.flatMap((item) => ('needs' in item ? item.needs.map(({ peer }) => peer) : [])));
  }

  watch(index: number, peer: Process): void {
    const watch: Watch = { stamps: new Stamps(() => watch.needed - 1), perFrame: peer.#perFrame, needed: 0 };
    this.#watching.set(index, watch);
    peer.#watched.push(watch.stamps);
  }

  /** Goes on as far as it can; whether it got anywhere. */
  advance(): boolean {
    let moved = false;
    for (;;) {
      if (this.#output?.resolve()) moved = true;
      const item = this.#tape[this.#position]!;
      if ('turns' in item) this.#turns.push(0);
      else if ('back' in item) {
        const turn = this.#turns.pop()! + 1;
        const begin = this.#tape[item.back - 1] as { readonly turns: number };
        if (turn < begin.turns) {
          this.#turns.push(turn);
          this.#position = item.back;
          continue;
        }
      } else {
        const before = this.#inRun;
        const isOver = this.#run(item);
        if (this.#inRun !== before) moved = true;
        if (!isOver) return moved;
        this.#inRun = 0;
      }
      if (++this.#position === this.#tape.length) {
        this.#position = 0;
        this.#frame++;
      }
    }
  }

  /** Fires what is left of a run; whether all of it has a time now. */
  #run(run: Run): boolean {
    const { reads, writes, needs, times } = run;
    const output = this.#output;
    const edges = this.#edges;
    const watched = this.#watched;
    if (reads.length === 0 && needs.length === 0 && writes.length === 0 && this.#watched.length === 0) {
      const count = times - this.#inRun;
      const done = output ? output.idle(count) : count;
      this.#last += done;
      this.#inRun += done;
      return done === count;
    }
    for (; this.#inRun < times; this.#inRun++) {
      let earliest = this.#last + 1;
      for (let i = 0; i < reads.length; i++) {
        const time = edges[reads[i]!]!.available;
        if (time === unknown) return false;
        if (time > earliest) earliest = time;
      }
      for (let i = 0; i < needs.length; i++) {
        const time = this.#metAt(needs[i]!);
        if (time === unknown) return false;
        if (time > earliest) earliest = time;
      }
      const time = output ? output.fire(earliest, writes) : earliest;
      if (time === unknown) return false;
      this.#last = time;
      for (let i = 0; i < reads.length; i++) edges[reads[i]!]!.pops.add(time);
      for (let i = 0; i < watched.length; i++) watched[i]!.add(time);
    }
    return true;
  }

  /** First cycle in which a need is met. */
  #metAt({ peer, firings, strides }: Run['needs'][number]): number {
    const watch = this.#watching.get(peer)!;
    let needed = this.#frame * watch.perFrame + firings + strides[this.#turns.length]! * this.#inRun;
    for (let i = 0; i < this.#turns.length; i++) needed += strides[i]! * this.#turns[i]!;
    // What an earlier firing of this actor waited for is past; the last is kept, since a firing may be tried again.
    if (needed < watch.needed || needed <= 0) return 0;
    if (needed > watch.stamps.count) return unknown;
    watch.needed = needed;
    return watch.stamps.at(needed - 1) + 1;
  }

  /** All that the future depends on, counted from the start of frame `frame` and cycle `time`. */
  state(frame: number, time: number, into: number[]): void {
    into.push(this.#position, this.#inRun, this.#frame - frame, ...this.#turns, this.#last - time);
    this.#output?.state(time, into);
    for (const { stamps, needed, perFrame } of this.#watching.values()) {
      into.push(needed - frame * perFrame, stamps.count - frame * perFrame);
      for (let i = needed; i < stamps.count; i++) into.push(stamps.at(i) - time);
    }
  }
}
