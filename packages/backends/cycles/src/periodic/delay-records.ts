/**
 * Which push of the shortened queue was delayed because of which. As the schedule was one without the shorter queue, only
 * a circle through its pushes can take too long.
 *
 * Going back from each push that was delayed in a span of rounds to the one that this follows from, as it was before the
 * span, from there to the one which that goes back to, and so on: where this comes round, each of these pushes is later
 * than it was for no other reason than all of them. Then the way around the circle is longer than its frames.
 */
export class DelayRecords {
  readonly #push: number[] = [];
  /** Of each record: the push that it goes back to, as it was before the span, or −1. */
  readonly #base: number[] = [];
  /** By push: its last record, or −1; and marks of a search. */
  readonly #last: Int32Array;
  readonly #seen: Int32Array;
  #marks = 0;
  /** Records from before this span. */
  #old = 0;

  constructor(pushes: number) {
    this.#last = new Int32Array(pushes).fill(-1);
    this.#seen = new Int32Array(pushes);
  }

  /** Tells of a delay that follows from that of a record, or of none (−1). */
  add(push: number, because: number): number {
    const base = because < 0 ? -1 : because < this.#old ? this.#push[because]! : this.#base[because]!;
    this.#base.push(base);
    return (this.#last[push] = this.#push.push(push) - 1);
  }

  /** Ends a span; whether delays cause each other in a circle. */
  endSpan(): boolean {
    const [begin, old, last, seen] = [this.#marks, this.#old, this.#last, this.#seen];
    for (let record = old; record < this.#push.length; record++) {
      const mark = ++this.#marks;
      let push = this.#push[record]!;
      for (; push >= 0 && last[push]! >= old && seen[push]! <= begin; push = this.#base[last[push]!]!)
        seen[push] = mark;
      if (push >= 0 && last[push]! >= old && seen[push] === mark) return true;
    }
    this.#old = this.#push.length;
    return false;
  }
}
