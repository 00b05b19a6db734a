import { wordsOf } from '../encoding.ts';
import { transposeBits } from './transpose.ts';

/**
 * Products of ±1 vectors with a ±1 matrix for 32 vectors at a time: bit v of a word belongs to vector v.
 *
 * Four rows make a block. In a block, an input either agrees with row 0 or not, and each other row has the weight of
 * row 0 or its opposite: 8 classes of inputs. The agreements z with row 0 are counted once per class by carry-save adders
 * (one full adder an input), and the four rows are sums and differences of the 8 counts. So the work is about a quarter
 * of an adder per product, for 32 vectors, and weights are lists of offsets: data, not code.
 */
export interface SlicedMatrix {
  readonly rows: number;
  readonly depth: number;
  readonly blocks: number;
  /** Offsets into the planes, list after list, each padded to a multiple of 8 with the offset of the zero plane. */
  readonly lists: Uint16Array;
  /** Where the 8 lists of each block begin, and the end of the last. */
  readonly starts: Int32Array;
  /** Bits of a class count. */
  readonly countBits: number;
  /** Agreements of a row are its combination of counts plus this. */
  readonly shift: Int32Array;
}

/** Room for ROUNDS sets of planes: `32 · words` inputs, as many complements, and a zero. */
export const newPlanes = (depth: number): readonly Int32Array[] =>
  Array.from({ length: ROUNDS }, () => new Int32Array(64 * wordsOf(depth) + 1));

/** Lists for a packed ±1 matrix; undefined if it is too large for their 16-bit offsets or their counters. */
export function sliceMatrix(w: Int32Array, rows: number, depth: number): SlicedMatrix | undefined {
  const words = wordsOf(depth);
  const complements = 32 * words;
  const zero = 2 * complements;
  if (zero > 0xffff) return undefined;
  const blocks = Math.ceil(rows / 4);
  const starts = new Int32Array(blocks * 8 + 1);
  const shift = new Int32Array(blocks * 4);
  const chunks: number[] = [];
  let longest = 1;
  const bit = (row: number, k: number): number => (row < rows ? (w[row * words + (k >>> 5)]! >>> (k & 31)) & 1 : 1);
  for (let block = 0; block < blocks; block++) {
    const classes: number[][] = [[], [], [], [], [], [], [], []];
    for (let k = 0; k < depth; k++) {
      const first = bit(4 * block, k);
      const differs =
        (bit(4 * block + 1, k) ^ first) |
        ((bit(4 * block + 2, k) ^ first) << 1) |
        ((bit(4 * block + 3, k) ^ first) << 2);
      classes[differs]!.push(first ? k : complements + k);
    }
    classes.forEach((list, q) => {
      longest = Math.max(longest, list.length);
      for (let r = 1; r < 4; r++) if ((q >> (r - 1)) & 1) shift[4 * block + r]! += list.length;
      for (const offset of list) chunks.push(offset);
      while (chunks.length % 8 !== 0) chunks.push(zero);
      starts[8 * block + q + 1] = chunks.length;
    });
  }
  const countBits = 32 - Math.clz32(longest);
  if (countBits > MAX_COUNT_BITS) return undefined;
  return { rows, depth, blocks, lists: Uint16Array.from(chunks), starts, countBits, shift };
}

/** Planes of a count: every place for intermediate numbers has 16. */
const MAX_COUNT_BITS = 11;

/** Spreads up to 32 packed vectors over planes; missing vectors are 0. */
export function spread(x: Int32Array, from: number, vectors: number, words: number, planes: Int32Array): void {
  const complements = 32 * words;
  for (let word = 0; word < words; word++) {
    for (let v = 0; v < 32; v++) square[v] = v < vectors ? x[from + v * words + word]! : 0;
    transposeBits(square);
    for (let k = 0; k < 32; k++) {
      const plane = square[k]!;
      planes[32 * word + k] = plane;
      planes[complements + 32 * word + k] = ~plane;
    }
  }
  planes[64 * words] = 0;
}
const square = new Int32Array(32);

/**
 * Counts the set bits of a list of planes, vector by vector, into MAX_COUNT_BITS planes at `counts[to]`.
 *
 * The counters from 256 move rarely and stay in memory: the others fill the registers.
 */
function countList(
  planes: Int32Array,
  lists: Uint16Array,
  from: number,
  end: number,
  counts: Int32Array,
  to: number,
): void {
  let n0 = 0;
  let n1 = 0;
  let n2 = 0;
  let n3 = 0;
  let n4 = 0;
  let n5 = 0;
  let n6 = 0;
  let n7 = 0;
  counts[to + 8] = 0;
  counts[to + 9] = 0;
  counts[to + 10] = 0;
  for (let i = from; i < end; i += 8) {
    // Seven full adders bring eight inputs and the counts of weight 1, 2 and 4 to one carry of weight 8. The two inputs
    // are added first, so that each adder waits for one operation of the last.
    let a = planes[lists[i]!]!;
    let b = planes[lists[i + 1]!]!;
    let x = a ^ b;
    let p = (a & b) | (x & n0);
    n0 ^= x;
    a = planes[lists[i + 2]!]!;
    b = planes[lists[i + 3]!]!;
    x = a ^ b;
    let q = (a & b) | (x & n0);
    n0 ^= x;
    x = p ^ q;
    const r = (p & q) | (x & n1);
    n1 ^= x;
    a = planes[lists[i + 4]!]!;
    b = planes[lists[i + 5]!]!;
    x = a ^ b;
    p = (a & b) | (x & n0);
    n0 ^= x;
    a = planes[lists[i + 6]!]!;
    b = planes[lists[i + 7]!]!;
    x = a ^ b;
    q = (a & b) | (x & n0);
    n0 ^= x;
    x = p ^ q;
    a = (p & q) | (x & n1);
    n1 ^= x;
    x = r ^ a;
    b = (r & a) | (x & n2);
    n2 ^= x;
    a = n3 & b;
    n3 ^= b;
    b = n4 & a;
    n4 ^= a;
    a = n5 & b;
    n5 ^= b;
    b = n6 & a;
    n6 ^= a;
    a = n7 & b;
    n7 ^= b;
    if (a !== 0) countOn(counts, to + 8, a);
  }
  counts[to] = n0;
  counts[to + 1] = n1;
  counts[to + 2] = n2;
  counts[to + 3] = n3;
  counts[to + 4] = n4;
  counts[to + 5] = n5;
  counts[to + 6] = n6;
  counts[to + 7] = n7;
}

/** Adds one bit to counters. */
function countOn(counts: Int32Array, place: number, carry: number): void {
  while (carry !== 0) {
    const count = counts[place]!;
    counts[place++] = count ^ carry;
    carry &= count;
  }
}

/** y = a + b, or a − b, of numbers of `width` planes; y has one plane more. */
function combine(p: Int32Array, y: number, a: number, b: number, width: number, signed: boolean, minus: boolean): void {
  const flip = minus ? -1 : 0;
  let carry = flip;
  for (let i = 0; i < width; i++) {
    const u = p[a + i]!;
    const v = p[b + i]! ^ flip;
    const x = u ^ v;
    p[y + i] = x ^ carry;
    carry = (u & v) | (x & carry);
  }
  // The extension of an unsigned number is 0, of a signed one its sign.
  const u = signed ? p[a + width - 1]! : 0;
  const v = (signed ? p[b + width - 1]! : 0) ^ flip;
  p[y + width] = u ^ v ^ carry;
}

// Places of the intermediate numbers, 16 planes each.
const COUNTS = 0;
const SUMS = 8 * 16;
const DIFFERENCES = 12 * 16;
const PARTS = 16 * 16;
const ROWS = 22 * 16;
const scratch = new Int32Array(26 * 16);

/** Four rows of a block: each a signed number of `countBits + 4` planes at `scratch[ROWS + 16 · row]`. */
function blockRows(matrix: SlicedMatrix, block: number, planes: Int32Array): void {
  const { lists, starts, countBits } = matrix;
  const p = scratch;
  for (let q = 0; q < 8; q++) {
    countList(planes, lists, starts[8 * block + q]!, starts[8 * block + q + 1]!, p, COUNTS + 16 * q);
  }
  const n = countBits;
  for (let j = 0; j < 4; j++) {
    combine(p, SUMS + 16 * j, COUNTS + 32 * j, COUNTS + 32 * j + 16, n, false, false);
    combine(p, DIFFERENCES + 16 * j, COUNTS + 32 * j, COUNTS + 32 * j + 16, n, false, true);
  }
  const m = n + 1;
  combine(p, PARTS, SUMS, SUMS + 16, m, false, false);
  combine(p, PARTS + 16, SUMS + 32, SUMS + 48, m, false, false);
  combine(p, PARTS + 32, SUMS, SUMS + 16, m, false, true);
  combine(p, PARTS + 48, SUMS + 32, SUMS + 48, m, false, true);
  combine(p, PARTS + 64, DIFFERENCES, DIFFERENCES + 16, m, true, false);
  combine(p, PARTS + 80, DIFFERENCES + 32, DIFFERENCES + 48, m, true, false);
  const l = n + 2;
  combine(p, ROWS, PARTS, PARTS + 16, l, false, false);
  combine(p, ROWS + 16, PARTS + 64, PARTS + 80, l, true, false);
  combine(p, ROWS + 32, PARTS + 32, PARTS + 48, l, true, false);
  combine(p, ROWS + 48, PARTS, PARTS + 16, l, false, true);
  const top = n + 3;
  p[ROWS + top] = 0;
  p[ROWS + 16 + top] = p[ROWS + 16 + top - 1]!;
  p[ROWS + 32 + top] = p[ROWS + 32 + top - 1]!;
  p[ROWS + 48 + top] = p[ROWS + 48 + top - 1]!;
}

/** Vectors where the number of `width` planes at `at` is at least `least`, as bits. */
function atLeast(p: Int32Array, at: number, width: number, least: number): number {
  const limit = 1 << (width - 1);
  if (least >= limit) return 0;
  if (least <= -limit) return -1;
  let borrow = 0;
  for (let i = 0; i < width - 1; i++) {
    const missing = ~p[at + i]!;
    borrow = (least >> i) & 1 ? missing | borrow : missing & borrow;
  }
  // The sign plane counts the other way round.
  const sign = p[at + width - 1]!;
  borrow = least < 0 ? sign & borrow : sign | borrow;
  return ~borrow;
}

/** Rounds of 32 vectors done together, so that the lists of a block are read from near. */
export const ROUNDS = 4;

/**
 * Bits `[Σ_k x·w ≥ threshold]` of up to `32 · ROUNDS` vectors, packed as `y[v, row]`.
 *
 * @param agreements  per row, the least number of agreeing inputs that gives a 1
 * @param planes      made by `newPlanes`
 */
export function slicedBits(
  matrix: SlicedMatrix,
  agreements: Int32Array,
  x: Int32Array,
  from: number,
  vectors: number,
  planes: readonly Int32Array[],
  y: Int32Array,
  to: number,
): void {
  const { rows, depth, blocks, shift, countBits } = matrix;
  const [words, outWords] = [wordsOf(depth), wordsOf(rows)];
  const rounds = (vectors + 31) >>> 5;
  for (let round = 0; round < rounds; round++) {
    spread(x, from + 32 * round * words, Math.min(32, vectors - 32 * round), words, planes[round]!);
  }
  for (let word = 0; word < outWords; word++) {
    for (let block = 8 * word; block < Math.min(8 * word + 8, blocks); block++) {
      for (let round = 0; round < rounds; round++) {
        blockRows(matrix, block, planes[round]!);
        for (let r = 0; r < 4; r++) {
          const row = 4 * block + r;
          results[32 * round + (row & 31)] =
            row < rows ? atLeast(scratch, ROWS + 16 * r, countBits + 4, agreements[row]! - shift[row]!) : 0;
        }
      }
    }
    for (let round = 0; round < rounds; round++) {
      for (let i = 0; i < 32; i++) square[i] = 32 * word + i < 4 * blocks ? results[32 * round + i]! : 0;
      transposeBits(square);
      const count = Math.min(32, vectors - 32 * round);
      for (let v = 0; v < count; v++) y[to + (32 * round + v) * outWords + word] = square[v]!;
    }
  }
}
const results = new Int32Array(32 * ROUNDS);

/** Adds `factor · Σ_k x·w` of up to `32 · ROUNDS` vectors to `sums[v · rows + row]`. */
export function slicedSums(
  matrix: SlicedMatrix,
  x: Int32Array,
  from: number,
  vectors: number,
  planes: readonly Int32Array[],
  sums: Int32Array,
  factor: number,
): void {
  const { rows, depth, blocks, shift, countBits } = matrix;
  const [words, width] = [wordsOf(depth), countBits + 4];
  const rounds = (vectors + 31) >>> 5;
  for (let round = 0; round < rounds; round++) {
    spread(x, from + 32 * round * words, Math.min(32, vectors - 32 * round), words, planes[round]!);
  }
  for (let block = 0; block < blocks; block++) {
    for (let round = 0; round < rounds; round++) {
      const count = Math.min(32, vectors - 32 * round);
      blockRows(matrix, block, planes[round]!);
      for (let row = 4 * block; row < Math.min(4 * block + 4, rows); row++) {
        // Planes of a number, extended by its sign and transposed, are the numbers themselves.
        const at = ROWS + 16 * (row & 3);
        for (let i = 0; i < 32; i++) square[i] = scratch[at + Math.min(i, width - 1)]!;
        transposeBits(square);
        const add = 2 * shift[row]! - depth;
        for (let v = 0; v < count; v++) sums[(32 * round + v) * rows + row]! += Math.imul(factor, 2 * square[v]! + add);
      }
    }
  }
}
