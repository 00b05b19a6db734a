import type { Words } from '../words.ts';
import type { SignPlane } from './signs.ts';

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
  /** Where they begin. */
  readonly start: number;
  /** Entries in the longest class, padding not counted. */
  readonly longest: number;
  /** What complements add to each of the four rows, for one plane of inputs. */
  readonly excess: Int32Array;
}

/** Offsets in planes from the base of a pixel. */
export interface InputOffsets {
  readonly elements: Int32Array;
  readonly zero: number;
  /** From an element to its complement. */
  readonly complement?: number;
}

export const ROWS_A_BLOCK = 4;
const CLASSES = 8;
/** In place of a class with its sign. */
const NO_CLASS = 2 * CLASSES;
const HEADER = 3 * CLASSES;

/**
 * Writes the lists of the rows from `first` of a matrix `[rows, depth]` of signs, or of the sum of two; rows beyond the last
 * count as row 0.
 */
export function appendLists(
  words: Words,
  planes: readonly SignPlane[],
  first: number,
  rows: number,
  inputs: InputOffsets,
): BlockLists {
  const depth = inputs.elements.length;
  const rowAt = (row: number): number => (first + row < rows ? first + row : first) * depth;
  const classes = planes.map(() => new Uint8Array(depth));
  const counts = new Int32Array(2 * CLASSES + 1);
  planes.forEach((signs, i) => {
    classify(signs, [rowAt(0), rowAt(1), rowAt(2), rowAt(3)], classes[i]!, counts);
  });
  if (classes.length === 2) dropOpposites(classes[0]!, classes[1]!, counts);
  const excess = new Int32Array(ROWS_A_BLOCK);
  if (inputs.complement !== undefined) {
    for (let number = 0; number < CLASSES; number++)
      for (let row = 0; row < ROWS_A_BLOCK; row++) excess[row]! += classSign(row, number) * counts[number + CLASSES]!;
  }
  return { ...writeLists(words, classes, counts, inputs), excess };
}

// Loops over whole matrices have functions of their own: a compiler that meets each of them alone is soon done with it.

/** Class of each input, and 8 more where row 0 is −1. No branches: signs are as good as random. */
function classify(
  { numbers, bit, whenClear }: SignPlane,
  [r0, r1, r2, r3]: readonly [number, number, number, number],
  classes: Uint8Array,
  counts: Int32Array,
): void {
  for (let k = 0; k < classes.length; k++) {
    const own = numbers[r0 + k]!;
    // Where the bit differs from that of row 0; of row 0, whether it is −1.
    const second = ((numbers[r1 + k]! ^ own) >> bit) & 1;
    const third = ((numbers[r2 + k]! ^ own) >> bit) & 1;
    const fourth = ((numbers[r3 + k]! ^ own) >> bit) & 1;
    const minus = ((own >> bit) & 1) ^ whenClear ^ 1;
    const number = second | (third << 1) | (fourth << 2) | (minus << 3);
    classes[k] = number;
    counts[number]!++;
  }
}

/** What is added in one matrix and subtracted in the other is in no list: all four weights are 0. */
function dropOpposites(a: Uint8Array, b: Uint8Array, counts: Int32Array): void {
  for (let k = 0; k < a.length; k++) {
    if ((a[k]! ^ b[k]!) !== CLASSES) continue;
    counts[a[k]!]!--;
    counts[b[k]!]!--;
    a[k] = b[k] = NO_CLASS;
  }
}

function writeLists(
  words: Words,
  classes: readonly Uint8Array[],
  counts: Int32Array,
  { elements, zero, complement }: InputOffsets,
): { readonly start: number; readonly longest: number } {
  const order = longestFirst(counts);
  const lengths = complement === undefined ? counts : joined(counts);
  let total = HEADER;
  for (const length of lengths) total += padded(length);
  const start = words.reserve(total);
  const { array } = words;
  array.fill(zero, start + HEADER, start + total);
  // Where the next entry of each class goes: those that are subtracted, after those that are added.
  const next = new Int32Array(2 * CLASSES);
  let at = start + HEADER;
  for (let i = 0; i < CLASSES; i++) {
    const number = order[i]!;
    const [plus, minus] = [padded(lengths[number]!), padded(lengths[number + CLASSES]!)];
    array[start + 3 * i] = number;
    array[start + 3 * i + 1] = plus;
    array[start + 3 * i + 2] = minus;
    next[number] = at;
    next[number + CLASSES] = at + plus;
    at += plus + minus;
  }
  // Complements go to the same list as the others of their class.
  for (const plane of classes) {
    if (complement === undefined) fillLists(array, next, plane, elements, 2 * CLASSES - 1, 0);
    else fillLists(array, next, plane, elements, CLASSES - 1, complement);
  }
  return { start, longest: counts[order[0]!]! + counts[order[0]! + CLASSES]! };
}

/** Classes, those with most inputs first. */
function longestFirst(counts: Int32Array): Uint8Array {
  const lengthOf = (number: number): number => counts[number]! + counts[number + CLASSES]!;
  return Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7).sort((a, b) => lengthOf(b) - lengthOf(a));
}

/** Lengths where what is subtracted is in the list of what is added. */
function joined(counts: Int32Array): Int32Array {
  const lengths = new Int32Array(2 * CLASSES);
  for (let number = 0; number < CLASSES; number++) lengths[number] = counts[number]! + counts[number + CLASSES]!;
  return lengths;
}

function fillLists(
  array: Int32Array,
  next: Int32Array,
  classes: Uint8Array,
  elements: Int32Array,
  mask: number,
  distance: number,
): void {
  for (let k = 0; k < classes.length; k++) {
    const number = classes[k]!;
    if (number !== NO_CLASS) array[next[number & mask]!++] = elements[k]! + (number >> 3) * distance;
  }
}

const padded = (length: number): number => (length + 3) & ~3;

/** Sign with which class `number` counts for a row of its block. */
export const classSign = (row: number, number: number): number => (row > 0 && (number >> (row - 1)) & 1 ? -1 : 1);
