import type { TensorData } from '../tensor/index.ts';

/**
 * All inner products of two stacks of vectors: `y[v · rows + r] = Σ_k x[v, k] · w[r, k]`, in doubles.
 *
 * Exact for integers while |y| < 2^53. The way is chosen by looking at the values: ±1 against ±1 by XNOR and popcount,
 * small integers in 32 bits, everything else in doubles; all three give the same sums.
 *
 * @param x  `vectors · depth` values, row-major
 * @param w  `rows · depth` values, row-major
 */
export function innerProducts(
  x: TensorData,
  w: TensorData,
  vectors: number,
  rows: number,
  depth: number,
): Float64Array {
  const weights = survey(w);
  const inputs = measure(x);
  if (inputs.signs && weights.signs)
    return signProducts(packSigns(x, vectors, depth), weights.packed(rows, depth), vectors, rows, depth);
  if (inputs.whole && weights.whole && inputs.magnitude * weights.magnitude * depth < 2 ** 31) {
    return integerProducts(toInt32(x), weights.integers(), vectors, rows, depth);
  }
  return doubleProducts(toDoubles(x), weights.doubles(), vectors, rows, depth);
}

interface Measure {
  readonly signs: boolean;
  readonly whole: boolean;
  readonly magnitude: number;
}

function measure(data: TensorData): Measure {
  if (areSigns(data)) return { signs: true, whole: true, magnitude: 1 };
  let whole = true;
  let magnitude = 0;
  for (let i = 0; i < data.length; i++) {
    const size = Math.abs(data[i]!);
    if (size > magnitude) magnitude = size;
    if (size !== Math.floor(size)) {
      whole = false;
      break;
    }
  }
  return { signs: false, whole, magnitude };
}

function areSigns(data: TensorData): boolean {
  for (let i = 0; i < data.length; i++) if (Math.abs(data[i]!) !== 1) return false;
  return data.length > 0;
}

/** Constants meet many inputs, so what is learnt of them is kept as long as their data lives. */
interface Survey extends Measure {
  packed(rows: number, depth: number): Uint32Array;
  integers(): Int32Array;
  doubles(): Float64Array;
}
const surveys = new WeakMap<TensorData, Survey>();

function survey(data: TensorData): Survey {
  const seen = surveys.get(data);
  if (seen) return seen;
  let packed: Uint32Array | undefined;
  let integers: Int32Array | undefined;
  let doubles: Float64Array | undefined;
  const fresh: Survey = {
    ...measure(data),
    packed: (rows, depth) => (packed ??= packSigns(data, rows, depth)),
    integers: () => (integers ??= toInt32(data)),
    doubles: () => (doubles ??= toDoubles(data)),
  };
  surveys.set(data, fresh);
  return fresh;
}

const toInt32 = (data: TensorData): Int32Array => (data instanceof Int32Array ? data : new Int32Array(data));
const toDoubles = (data: TensorData): Float64Array => (data instanceof Float64Array ? data : new Float64Array(data));

/** Rows of ±1 as bits, 32 a word, 1 for +1; the tail of the last word is 0. */
export function packSigns(data: TensorData, rows: number, depth: number): Uint32Array {
  const words = (depth + 31) >>> 5;
  const packed = new Uint32Array(rows * words);
  for (let row = 0, at = 0; row < rows; row++) {
    const end = (row + 1) * depth;
    for (let from = row * depth; from < end; from += 32) packed[at++] = signWord(data, from, Math.min(from + 32, end));
  }
  return packed;
}

/** Without a branch: signs are as good as random. */
function signWord(data: TensorData, from: number, to: number): number {
  let word = 0;
  for (let i = from; i < to; i++) word |= Number(data[i]! > 0) << (i - from);
  return word;
}

/**
 * The inner products of windows of an image with the rows of a matrix, as `innerProducts` of what `gather` makes of it.
 * Signs are packed before a pixel goes to every window that it is in.
 *
 * @param x       pixels of `channels` values, channels fastest
 * @param gather  the windows of an image, vector by vector, of pixels with so many entries
 * @param w       `rows · depth` values in the order of a window
 */
export function windowProducts(
  x: TensorData,
  channels: number,
  gather: <Data extends TensorData | Uint32Array>(image: Data, entries: number) => Data,
  w: TensorData,
  rows: number,
): Float64Array {
  const depth = w.length / rows;
  const weights = survey(w);
  // A pixel of whole words stays whole words in a window.
  if (channels % 32 === 0 && weights.signs && areSigns(x)) {
    const windows = gather(packSigns(x, x.length / channels, channels), channels / 32);
    return signProducts(windows, weights.packed(rows, depth), (windows.length * 32) / depth, rows, depth);
  }
  const windows = gather(x, channels);
  return innerProducts(windows, w, windows.length / depth, rows, depth);
}

function signProducts(x: Uint32Array, w: Uint32Array, vectors: number, rows: number, depth: number): Float64Array {
  const words = (depth + 31) >>> 5;
  const y = new Float64Array(vectors * rows);
  for (let v = 0; v < vectors; v++) {
    const from = v * words;
    for (let r = 0; r < rows; r++) {
      const at = r * words;
      let differing = 0;
      for (let k = 0; k < words; k++) {
        let bits = x[from + k]! ^ w[at + k]!;
        bits -= (bits >>> 1) & 0x55555555;
        bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
        differing += Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
      }
      y[v * rows + r] = depth - 2 * differing;
    }
  }
  return y;
}

function integerProducts(x: Int32Array, w: Int32Array, vectors: number, rows: number, depth: number): Float64Array {
  const y = new Float64Array(vectors * rows);
  // Four rows at a time read each input once.
  const whole = rows - (rows % 4);
  for (let v = 0; v < vectors; v++) {
    const from = v * depth;
    for (let r = 0; r < whole; r += 4) {
      const [at0, at1, at2, at3] = [r * depth, (r + 1) * depth, (r + 2) * depth, (r + 3) * depth];
      let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
      for (let k = 0; k < depth; k++) {
        const value = x[from + k]!;
        sum0 = (sum0 + Math.imul(value, w[at0 + k]!)) | 0;
        sum1 = (sum1 + Math.imul(value, w[at1 + k]!)) | 0;
        sum2 = (sum2 + Math.imul(value, w[at2 + k]!)) | 0;
        sum3 = (sum3 + Math.imul(value, w[at3 + k]!)) | 0;
      }
      y.set([sum0, sum1, sum2, sum3], v * rows + r);
    }
    for (let r = whole; r < rows; r++) {
      let sum = 0;
      for (let k = 0; k < depth; k++) sum = (sum + Math.imul(x[from + k]!, w[r * depth + k]!)) | 0;
      y[v * rows + r] = sum;
    }
  }
  return y;
}

function doubleProducts(x: Float64Array, w: Float64Array, vectors: number, rows: number, depth: number): Float64Array {
  const y = new Float64Array(vectors * rows);
  for (let v = 0; v < vectors; v++) {
    const from = v * depth;
    for (let r = 0; r < rows; r++) {
      const at = r * depth;
      let sum = 0;
      for (let k = 0; k < depth; k++) sum += x[from + k]! * w[at + k]!;
      y[v * rows + r] = sum;
    }
  }
  return y;
}
