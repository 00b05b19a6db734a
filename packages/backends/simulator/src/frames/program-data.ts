import { Words } from '../words.ts';

/** The data of a program while it grows: equal lists are kept once. */
export class ProgramData {
  readonly #found = new Map<number, number[]>();
  readonly #words = new Words();

  /** @returns where the list lies; a list with `align` begins at a multiple of 16 words */
  add(list: ArrayLike<number>, { align = false }: { readonly align?: boolean } = {}): number {
    let hash = list.length;
    for (let i = 0; i < list.length; i++) hash = (Math.imul(hash, 31) + list[i]!) | 0;
    const same = (this.#found.get(hash) ?? []).find((at) => this.#holds(at, list) && !(align && at % 16 !== 0));
    if (same !== undefined) return same;
    if (align) this.#words.reserve(-this.#words.length & 15);
    const at = this.#words.append(list);
    this.#found.set(hash, [...(this.#found.get(hash) ?? []), at]);
    return at;
  }

  #holds(at: number, list: ArrayLike<number>): boolean {
    const { array, length } = this.#words;
    if (at + list.length > length) return false;
    for (let i = 0; i < list.length; i++) if (array[at + i] !== list[i]) return false;
    return true;
  }

  finish(): Int32Array {
    return this.#words.finish();
  }
}
