import { Stamps } from './stamps.ts';

/** What is not known yet: times are never guessed. */
export const unknown = -1;

/** A queue as two sequences of times: those of its pushes and those of its pops, as far as they are known. */
export class Edge {
  readonly depth: number;
  /** Cycles from which on it had held 1, 2, 3 … words, as far as the order of pushes and pops is known. */
  readonly #reached: number[] = [];
  readonly pushes: Stamps;
  readonly pops: Stamps;
  /** Pushes that are counted in `high`, and the pops up to the last of them. */
  #pushesSeen = 0;
  #popsSeen = 0;

  constructor(depth: number) {
    this.depth = depth;
    this.pushes = new Stamps(() => {
      this.measure();
      return Math.min(this.#pushesSeen, this.pops.count);
    });
    this.pops = new Stamps(() => {
      this.measure();
      return Math.min(this.#popsSeen, this.pushes.count - this.depth);
    });
  }

  /** First cycle in which the next word can be popped. */
  get available(): number {
    const { count } = this.pops;
    return count < this.pushes.count ? this.pushes.at(count) + 1 : unknown;
  }

  /** First cycle in which the next word can be pushed. */
  get room(): number {
    const freed = this.pushes.count - this.depth;
    if (freed < 0) return 0;
    return freed < this.pops.count ? this.pops.at(freed) + 1 : unknown;
  }

  /** Merges pushes and pops in time as far as both are known. */
  measure(isOver = false): void {
    const { pushes, pops } = this;
    while (this.#pushesSeen < pushes.count) {
      const time = pushes.at(this.#pushesSeen);
      while (this.#popsSeen < pops.count && pops.at(this.#popsSeen) <= time) this.#popsSeen++;
      if (this.#popsSeen === pops.count && !isOver) return;
      if (++this.#pushesSeen - this.#popsSeen > this.#reached.length) this.#reached.push(time);
    }
  }

  /** Most words it held at the end of a cycle up to `time`. */
  highUntil(time: number): number {
    this.measure(true);
    return this.#reached.findLastIndex((reached) => reached <= time) + 1;
  }

  /** What the future depends on, with times counted from `time`: words that wait, and places that become free late. */
  state(time: number, into: number[]): void {
    const { pushes, pops, depth } = this;
    const last = pushes.count === 0 ? 0 : pushes.at(pushes.count - 1);
    into.push(pushes.count - pops.count);
    for (let i = pops.count; i < pushes.count; i++) into.push(pushes.at(i) - time);
    // A place that was free before the last push no longer matters.
    for (let i = pops.count - 1; i >= Math.max(0, pushes.count - depth) && pops.at(i) > last; i--) {
      into.push(i - pushes.count, pops.at(i) - time);
    }
  }
}
