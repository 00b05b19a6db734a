/**
 * Which inputs are added and subtracted for a block of four rows of ±1.
 *
 * An input either agrees with row 0 or not, and every other row has the sign of row 0 there or its opposite: 8 classes of
 * inputs. Each class is counted once, and the four rows are sums and differences of the 8 counts, so an input costs one
 * full adder for four products.
 *
 * In `data`: eight times `[class, plus, minus]`, longest class first, then the entries, class after class: offsets in planes
 * from the base of a pixel, those that are added before those that are subtracted, each part padded to a multiple of 4 with
 * the offset of a zero. Where inputs have complements, what is subtracted is added as complement instead, and `minus` is 0.
 */
export interface BlockLists {
  readonly words: readonly number[];
  /** Entries in the longest class, padding not counted. */
  readonly longest: number;
  /** What complements add to each of the four rows, for one plane of inputs. */
  readonly excess: readonly number[];
}

/** Offsets in planes from the base of a pixel. */
export interface InputOffsets {
  readonly elements: ArrayLike<number>;
  readonly zero: number;
  /** From an element to its complement. */
  readonly complement?: number;
}

export const ROWS_A_BLOCK = 4;
const CLASSES = 8;

/** @param sign  ±1 of a row of the block and an input; rows beyond the last may be anything */
export function blockLists(
  sign: (row: number, k: number) => number,
  { elements, zero, complement }: InputOffsets,
): BlockLists {
  const plus: number[][] = Array.from({ length: CLASSES }, () => []);
  const minus: number[][] = Array.from({ length: CLASSES }, () => []);
  const excess = [0, 0, 0, 0];
  for (let k = 0; k < elements.length; k++) {
    const first = sign(0, k);
    let number = 0;
    for (let row = 1; row < ROWS_A_BLOCK; row++) if (sign(row, k) !== first) number |= 1 << (row - 1);
    const at = elements[k]!;
    if (first > 0) plus[number]!.push(at);
    else if (complement === undefined) minus[number]!.push(at);
    else {
      plus[number]!.push(at + complement);
      for (let row = 0; row < ROWS_A_BLOCK; row++) excess[row]! -= sign(row, k);
    }
  }
  const lengthOf = (number: number): number => plus[number]!.length + minus[number]!.length;
  const order = Array.from({ length: CLASSES }, (_, number) => number).sort((a, b) => lengthOf(b) - lengthOf(a));
  const headers: number[] = [];
  const entries: number[] = [];
  for (const number of order) {
    const [added, subtracted] = [padded(plus[number]!, zero), padded(minus[number]!, zero)];
    headers.push(number, added.length, subtracted.length);
    for (const entry of added) entries.push(entry);
    for (const entry of subtracted) entries.push(entry);
  }
  return { words: [...headers, ...entries], longest: lengthOf(order[0]!), excess };
}

function padded(list: readonly number[], zero: number): readonly number[] {
  const missing = -list.length & 3;
  return missing === 0 ? list : [...list, ...new Array<number>(missing).fill(zero)];
}

/** Sign with which class `number` counts for a row of its block. */
export const classSign = (row: number, number: number): number => (row > 0 && (number >> (row - 1)) & 1 ? -1 : 1);
