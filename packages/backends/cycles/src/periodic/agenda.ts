/** Places of a block, as a power of two. */
const blockBits = 8;

/** Events that something may follow from, taken in order; what is put in before the place goes into the next round. */
export class Agenda {
  /** How often the order has come to its end. */
  rounds = 0;
  readonly #order: Int32Array;
  readonly #places: Int32Array;
  readonly #isIn: Uint8Array;
  /** How many of each block of places are in; few are in many rounds. */
  readonly #inBlock: Uint16Array;
  #at = 0;
  #count = 0;

  constructor(order: Int32Array) {
    this.#order = order;
    this.#places = new Int32Array(order.length);
    for (let i = 0; i < order.length; i++) this.#places[order[i]!] = i;
    this.#isIn = new Uint8Array(order.length);
    this.#inBlock = new Uint16Array((order.length >> blockBits) + 1);
  }

  add(event: number): void {
    const place = this.#places[event]!;
    if (this.#isIn[place] === 1) return;
    this.#isIn[place] = 1;
    this.#inBlock[place >> blockBits]!++;
    this.#count++;
  }

  /** The next event, or −1. */
  take(): number {
    if (this.#count === 0) return -1;
    const [isIn, inBlock] = [this.#isIn, this.#inBlock];
    for (let at = this.#at; ;) {
      let block = at >> blockBits;
      const end = inBlock[block] === 0 ? at : Math.min((block + 1) << blockBits, isIn.length);
      while (at < end && isIn[at] === 0) at++;
      if (at < end) {
        isIn[at] = 0;
        inBlock[block]!--;
        this.#count--;
        this.#at = at + 1;
        return this.#order[at]!;
      }
      while (++block < inBlock.length && inBlock[block] === 0);
      if (block >= inBlock.length) {
        block = 0;
        this.rounds++;
      }
      at = block << blockBits;
    }
  }

  clear(): void {
    this.#isIn.fill(0);
    this.#inBlock.fill(0);
    this.#count = 0;
  }
}
