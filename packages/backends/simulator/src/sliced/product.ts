import type { Tensor } from '@finnc/ir';
import { stepsOf, whole, type SlicedActivation, type Steps } from './activation.ts';
import { NotSliced, type RegularVectors, type SlicedBuilder } from './builder.ts';
import { appendLists, ROWS_A_BLOCK } from './lists.ts';
import { productModes } from './program.ts';
import { bipolarPlane, bitsOf, signPlanes, unsignedBits, type Integers, type SignPlanes } from './signs.ts';
import { vectorsOfStorage } from './arena.ts';
import type { Coding, PlaneValue, SlicedValue } from './value.ts';
import { tableProduct } from './table.ts';

/** `y = act(offsets + weights · x)` on the last axis of x. */
export interface SlicedProduct extends SlicedActivation {
  readonly x: SlicedValue;
  /** `[rows, depth]` */
  readonly weights: Tensor;
  /** One entry a row, or none. */
  readonly offsets: Tensor;
  /** Offsets of all products by this matrix whose sums have one coding, these among them; only these if left out. */
  readonly alike?: Tensor;
}

/** Accumulators are simulated in at most so many planes. */
const MOST_BITS = 24;

/**
 * A product in planes, one pass over the inputs for each bit of x and each sign plane of the weights.
 *
 * @throws NotSliced if its numbers need too many planes
 */
export function slicedProduct(builder: SlicedBuilder, spec: SlicedProduct): PlaneValue {
  const steps = stepsOf(spec);
  const [rows = 1, depth = 1] = spec.weights.type.shape;
  if (spec.x.kind === 'input') {
    const made = tableProduct(builder, spec.x, spec, steps);
    if (made) return made;
  }
  const x = builder.planes(spec.x);
  const { data } = spec.weights;
  const w = data instanceof Int8Array || data instanceof Int32Array ? data : new Int32Array(data);
  const matrix = { rows, depth, w, isBipolar: spec.weights.type.elem.kind === 'bipolar' };
  const sums = rowSums(x, matrix, spec.offsets);
  if (steps.steps === 0) return valueProduct(builder, x, spec, matrix, sums);
  if (steps.steps === 1) return signProduct(builder, x, spec, matrix, sums, steps);
  return stepsProduct(builder, x, spec, matrix, sums, steps);
}

interface MatrixSize {
  readonly rows: number;
  readonly depth: number;
}
interface Matrix extends MatrixSize {
  readonly w: Integers;
  /** Whether it is known to be of ±1 alone. */
  readonly isBipolar: boolean;
}

/** Of each row: the sum is `factor · Σ w·u + constant`, and Σ w·u lies in [low, high]. */
interface RowSums {
  readonly constant: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

function rowSums(x: Coding, { rows, depth, w, isBipolar }: Matrix, offsets: Tensor): RowSums {
  const most = 2 ** x.bits - 1;
  const [constant, low, high] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)];
  for (let row = 0; row < rows; row++) {
    const total = sumOf(w, row * depth, (row + 1) * depth);
    const magnitude = isBipolar ? depth : magnitudeOf(w, row * depth, (row + 1) * depth);
    low[row] = ((total - magnitude) / 2) * most;
    high[row] = ((total + magnitude) / 2) * most;
    constant[row] = x.offset * total + (offsets.data[row] ?? 0);
  }
  return { constant, low, high };
}

// Matrices are large and looked at once: each loop over one is a function of its own, which is compiled soon.

function sumOf(w: Integers, start: number, end: number): number {
  let sum = 0;
  for (let k = start; k < end; k++) sum += w[k]!;
  return sum;
}

function magnitudeOf(w: Integers, start: number, end: number): number {
  let sum = 0;
  for (let k = start; k < end; k++) sum += Math.abs(w[k]!);
  return sum;
}

/** Least Σ w·u for which the row reaches a threshold. */
const leastSum = (threshold: number, row: number, { factor }: Coding, { constant, low, high }: RowSums): number =>
  whole((threshold - constant[row]!) / factor, low[row]!, high[row]!);

/** One threshold: T − 1 − Σ w·u is below 0 where it is reached, so its sign is the activation. */
function signProduct(
  builder: SlicedBuilder,
  x: PlaneValue,
  spec: SlicedProduct,
  size: Matrix,
  sums: RowSums,
  { rows: thresholdRows, values, coding }: Steps,
): PlaneValue {
  const signs = signsOf(size, true);
  const initial = new Float64Array(size.rows);
  let [least, most] = [0, 0];
  for (let row = 0; row < size.rows; row++) {
    const first = signs.scale * leastSum(values[thresholdRows === 1 ? 0 : row]!, row, x, sums) - 1;
    initial[row] = first;
    least = Math.min(least, first - signs.scale * sums.high[row]!);
    most = Math.max(most, first - signs.scale * sums.low[row]!);
  }
  return emitProduct(builder, x, size, signs, { mode: 'sign', initial, reach: [least, most], coding, shape: spec });
}

function stepsProduct(
  builder: SlicedBuilder,
  x: PlaneValue,
  spec: SlicedProduct,
  size: Matrix,
  sums: RowSums,
  { rows: thresholdRows, steps, values, coding }: Steps,
): PlaneValue {
  const signs = signsOf(size, false);
  const thresholds = new Int32Array(size.rows * steps);
  for (let row = 0; row < size.rows; row++) {
    for (let k = 0; k < steps; k++) {
      const least = leastSum(values[(thresholdRows === 1 ? 0 : row * steps) + k]!, row, x, sums);
      thresholds[row * steps + k] = signs.scale * least;
    }
  }
  const [low, high] = [signs.scale * extreme(sums.low, Math.min), signs.scale * extreme(sums.high, Math.max)];
  const reach = [Math.min(low, extreme(thresholds, Math.min)), Math.max(high, extreme(thresholds, Math.max))] as const;
  const initial = new Float64Array(size.rows);
  return emitProduct(builder, x, size, signs, { mode: 'steps', initial, reach, thresholds, coding, shape: spec });
}

/** No threshold: rows start where all of them mean the same, and none falls below 0. */
function valueProduct(
  builder: SlicedBuilder,
  x: PlaneValue,
  spec: SlicedProduct,
  size: Matrix,
  sums: RowSums,
): PlaneValue {
  const { rows } = size;
  const constants = constantsAlike(spec, sums.constant);
  const lowest = constants.reduce((least, own, i) => Math.min(least, x.factor * sums.low[i % rows]! + own), Infinity);
  const startOf = (constant: number, { scale }: SignPlanes): number => ((constant - lowest) / x.factor) * scale;
  const startsOf = (signs: SignPlanes): readonly number[] => constants.map((constant) => startOf(constant, signs));
  const plain = signsOf(size, false);
  // Rows may lie on different grids: all of them on a finer one.
  const signs = startsOf(plain).every(Number.isInteger) ? plain : doubled(plain);
  const starts = startsOf(signs);
  if (!starts.every(Number.isInteger)) throw new NotSliced('its sums lie on different grids');
  const factor = x.factor / signs.scale;
  const highest = starts.reduce((most, start, i) => Math.max(most, start + signs.scale * sums.high[i % rows]!), 0);
  const bits = unsignedBits(highest);
  const coding = { bits, factor, offset: lowest };
  const initial = sums.constant.map((constant) => startOf(constant, signs));
  const value = emitProduct(builder, x, size, signs, {
    mode: 'value',
    initial,
    reach: [0, highest],
    coding,
    shape: spec,
  });
  // Twice an integer has a low plane of zeros.
  const isEven = signs.scale % 2 === 0 && starts.every((first) => first % 2 === 0);
  if (!isEven || bits === 1) return value;
  return { ...value, bits: bits - 1, factor: 2 * factor, at: value.at.map((plane) => plane + 1) };
}

/** The constants of the rows of all products that share a coding, product by product. */
const constantsAlike = ({ offsets, alike = offsets }: SlicedProduct, constant: Float64Array): readonly number[] =>
  alike.data.length === 0
    ? Array.from(constant)
    : Array.from(alike.data, (offset, i) => {
        const row = i % constant.length;
        return constant[row]! - offsets.data[row]! + offset;
      });

/** Twice the same sums. */
const doubled = ({ scale, shifts, planes, shared, sharedShift }: SignPlanes): SignPlanes => ({
  scale: 2 * scale,
  shifts: shifts.map((shift) => shift + 1),
  planes,
  shared,
  sharedShift: sharedShift + 1,
});

/** The greatest, or least, of numbers and 0. */
function extreme(numbers: ArrayLike<number>, of: (a: number, b: number) => number): number {
  let found = 0;
  for (let i = 0; i < numbers.length; i++) found = of(found, numbers[i]!);
  return found;
}

function signsOf({ w, isBipolar }: Matrix, negated: boolean): SignPlanes {
  const signs = isBipolar ? bipolarPlane(w, negated) : signPlanes(w, negated);
  if (!signs) throw new NotSliced('its weights have more than 16 bits');
  return signs;
}

interface Finish {
  readonly mode: keyof typeof productModes;
  readonly initial: Float64Array;
  /** The least and the greatest number that an accumulator must hold, if 0 is between them. */
  readonly reach: readonly [least: number, most: number];
  readonly thresholds?: Int32Array;
  readonly coding: Coding;
  readonly shape: Pick<SlicedProduct, 'x'>;
}

function emitProduct(
  builder: SlicedBuilder,
  x: PlaneValue,
  { rows, depth }: MatrixSize,
  signs: SignPlanes,
  { mode, initial, reach, thresholds, coding, shape }: Finish,
): PlaneValue {
  const vectors = builder.regular(x);
  const complement = builder.complements ? builder.complementOf(vectors.storage) : undefined;
  const { starts, shifts, excess, longest } = matrixLists(builder, vectors, complement, signs, rows, depth);
  const accBits = Math.max(bitsOf(reach[0]), bitsOf(reach[1]));
  if (accBits > MOST_BITS) throw new NotSliced(`its accumulators have ${accBits} bits`);
  // Complements count 1 for every 0, in each plane of x.
  const first = initial.map((start, row) => start - excess[row]! * (2 ** x.bits - 1));
  const shared = signs.shared === 0 ? -1 : builder.data([vectors.length, ...vectors.offsets]);
  const { value, storage } = builder.place([...shape.x.shape.slice(0, -1), rows], coding);
  builder.countProducts(vectors.bases.length * rows * depth * x.bits * signs.planes.length);
  builder.emit(
    'product',
    ...[vectors.bases.length, builder.data(vectors.bases), x.bits, rows],
    ...[shifts.length, builder.data(shifts), builder.data(starts)],
    ...[accBits, builder.data(first), shared, signs.sharedShift],
    ...[productModes[mode], thresholds ? thresholds.length / rows : 0, builder.data(thresholds ?? [])],
    ...[builder.data(vectorsOfStorage(storage)), coding.bits, unsignedBits(longest), complement === undefined ? 0 : 1],
  );
  return value;
}

/** Lists of all blocks and planes of signs; planes of one weight are counted together. */
function matrixLists(
  { words }: SlicedBuilder,
  { offsets, zero }: RegularVectors,
  complement: number | undefined,
  signs: SignPlanes,
  rows: number,
  depth: number,
): {
  readonly starts: readonly number[];
  /** Of each list of a block. */
  readonly shifts: readonly number[];
  /** Of each row, what complements add for one plane of x. */
  readonly excess: Float64Array;
  readonly longest: number;
} {
  const shifts = [...new Set(signs.shifts)];
  const starts: number[] = [];
  const excess = new Float64Array(rows);
  let longest = 1;
  const inputs = { elements: offsets, zero, ...(complement === undefined ? {} : { complement }) };
  if (offsets.length !== depth) throw new RangeError(`vectors of ${offsets.length} times weights of ${depth}`);
  for (let first = 0; first < rows; first += ROWS_A_BLOCK) {
    for (const shift of shifts) {
      const alike = signs.planes.filter((_, plane) => signs.shifts[plane] === shift);
      const lists = appendLists(words, alike, first, rows, inputs);
      starts.push(lists.start);
      longest = Math.max(longest, lists.longest);
      for (let row = first; row < Math.min(first + ROWS_A_BLOCK, rows); row++)
        excess[row]! += lists.excess[row - first]! * 2 ** shift;
    }
  }
  return { starts, shifts, excess, longest };
}
