import type { Tensor } from '../tensor/index.ts';

/** Integer weights of inner products. */
export interface WeightMatrix {
  /** A product a row, `[rows, depth]`; or a product a column, `[depth, rows]`. */
  readonly integers: Tensor;
  readonly products: 'rows' | 'columns';
  readonly rows: number;
  readonly depth: number;
}

/** Sums of the weights of each product. */
export interface WeightTotals {
  readonly positive: Float64Array;
  readonly negative: Float64Array;
}

interface Known {
  readonly matrix: WeightMatrix;
  readonly totals: WeightTotals;
}
/** Weights live long, and every analysis asks for their totals. */
const known = new WeakMap<Tensor['data'], Known>();

/** The totals of a matrix; kept with its data. They are exact where their difference is at most 2^53. */
export function weightTotals(matrix: WeightMatrix): WeightTotals {
  const { data } = matrix.integers;
  const seen = known.get(data);
  if (seen && isAlike(seen.matrix, matrix)) return seen.totals;
  const totals = totalsOf(matrix);
  known.set(data, { matrix, totals });
  return totals;
}

const isAlike = (a: WeightMatrix, b: WeightMatrix): boolean =>
  a.products === b.products && a.rows === b.rows && a.depth === b.depth;

/** Without a branch on the sign of a weight, which is as good as random. */
function totalsOf({ integers: { data, type }, products, rows, depth }: WeightMatrix): WeightTotals {
  const [sums, magnitudes] = [new Float64Array(rows), new Float64Array(rows)];
  const isBipolar = type.elem.kind === 'bipolar';
  if (products === 'rows') {
    for (let row = 0; row < rows; row++) {
      sums[row] = sumOf(data, row * depth, (row + 1) * depth);
      if (!isBipolar) magnitudes[row] = magnitudeOf(data, row * depth, (row + 1) * depth);
    }
  } else {
    for (let k = 0; k < depth; k++) {
      addTo(sums, data, k * rows);
      if (!isBipolar) addMagnitudesTo(magnitudes, data, k * rows);
    }
  }
  if (isBipolar) magnitudes.fill(depth);
  return {
    positive: magnitudes.map((magnitude, row) => (magnitude + sums[row]!) / 2),
    negative: magnitudes.map((magnitude, row) => (sums[row]! - magnitude) / 2),
  };
}

// Matrices are large and looked at once: each loop over one is a function of its own, which is compiled soon.

function sumOf(data: Tensor['data'], start: number, end: number): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += data[i]!;
  return sum;
}

function magnitudeOf(data: Tensor['data'], start: number, end: number): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += Math.abs(data[i]!);
  return sum;
}

function addTo(sums: Float64Array, data: Tensor['data'], start: number): void {
  for (let i = 0; i < sums.length; i++) sums[i]! += data[start + i]!;
}

function addMagnitudesTo(sums: Float64Array, data: Tensor['data'], start: number): void {
  for (let i = 0; i < sums.length; i++) sums[i]! += Math.abs(data[start + i]!);
}
