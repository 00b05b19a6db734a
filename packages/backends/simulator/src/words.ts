/** Integers that are appended to: an Int32Array with room to grow. */
export class Words {
  #words = new Int32Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Appends integers and returns where they begin. */
  append(words: ArrayLike<number>): number {
    const at = this.reserve(words.length);
    this.#words.set(words, at);
    return at;
  }

  /** Appends `count` zeros, to be set later, and returns where they begin. */
  reserve(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#words.length) {
      const grown = new Int32Array(Math.max(this.#length, 2 * this.#words.length));
      grown.set(this.#words);
      this.#words = grown;
    }
    return at;
  }

  /** The array until the next word is appended. */
  get array(): Int32Array {
    return this.#words;
  }

  finish(): Int32Array {
    return this.#words.slice(0, this.#length);
  }
}
