/** The data of a program while it grows: equal lists are kept once. */
export class ProgramData {
  readonly #found = new Map<number, number[]>();
  #words = new Int32Array(1024);
  #length = 0;

  /** @returns where the list lies; a list with `align` begins at a multiple of 16 words */
  add(list: ArrayLike<number>, { align = false }: { readonly align?: boolean } = {}): number {
    let hash = list.length;
    for (let i = 0; i < list.length; i++) hash = (Math.imul(hash, 31) + list[i]!) | 0;
    const same = (this.#found.get(hash) ?? []).find((at) => this.#holds(at, list) && !(align && at % 16 !== 0));
    if (same !== undefined) return same;
    const at = align ? Math.ceil(this.#length / 16) * 16 : this.#length;
    this.#reserve(at + list.length);
    this.#words.set(list, at);
    this.#length = at + list.length;
    this.#found.set(hash, [...(this.#found.get(hash) ?? []), at]);
    return at;
  }

  #holds(at: number, list: ArrayLike<number>): boolean {
    if (at + list.length > this.#length) return false;
    for (let i = 0; i < list.length; i++) if (this.#words[at + i] !== list[i]) return false;
    return true;
  }

  #reserve(length: number): void {
    if (length <= this.#words.length) return;
    const words = new Int32Array(Math.max(length, 2 * this.#words.length));
    words.set(this.#words);
    this.#words = words;
  }

  finish(): Int32Array {
    return this.#words.slice(0, this.#length);
  }
}
