/**
 * Cycles of successive events of one kind. Only those that somebody may still ask for are kept, in a ring that grows
 * when it must.
 */
export class Stamps {
  /** Events so far. */
  count = 0;
  #ring = new Float64Array(16);
  #mask = 15;
  /** The oldest event that is kept. */
  #low = 0;
  readonly #oldest: () => number;

  /** @param oldest  the first event that may still be asked for; it never goes back */
  constructor(oldest: () => number) {
    this.#oldest = oldest;
  }

  /** The cycle of event `index`, which must be one that is kept. */
  at(index: number): number {
    return this.#ring[index & this.#mask]!;
  }

  add(time: number): void {
    if (this.count - this.#low > this.#mask) this.#makeRoom();
    this.#ring[this.count++ & this.#mask] = time;
  }

  #makeRoom(): void {
    this.#low = Math.max(0, Math.min(this.count, this.#oldest()));
    if (2 * (this.count - this.#low) <= this.#mask) return;
    const larger = new Float64Array(2 * this.#ring.length);
    const mask = larger.length - 1;
    for (let i = this.#low; i < this.count; i++) larger[i & mask] = this.#ring[i & this.#mask]!;
    this.#ring = larger;
    this.#mask = mask;
  }
}
