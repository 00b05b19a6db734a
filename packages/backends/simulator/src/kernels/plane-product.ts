import type { ScalarType, TensorData } from '@finnc/ir';
import { wordsOf } from '../encoding.ts';
import { newPlanes, ROUNDS, sliceMatrix, slicedSums, type SlicedMatrix } from './bit-sliced.ts';
import type { ProductSize } from './integer-product.ts';

/**
 * An integer of few bits as a sum of signs: `2 · n = constant + Σ_b factors[b] · s_b`, s_b = ±1, where s_b is bit b of n in
 * two's complement (bipolar: of (n + 1) / 2).
 */
interface Signs {
  readonly constant: number;
  readonly factors: readonly number[];
}

function signsOf(elem: ScalarType): Signs | undefined {
  if (elem.kind === 'bipolar') return { constant: 0, factors: [2] };
  if (elem.kind === 'fixed' || elem.kind === 'float' || elem.bits > 8) return undefined;
  const signed = elem.kind === 'ternary' || elem.signed;
  const factors = Array.from({ length: elem.bits }, (_, bit) =>
    signed && bit === elem.bits - 1 ? -(1 << bit) : 1 << bit,
  );
  return { constant: factors.reduce((sum, factor) => sum + factor, 0), factors };
}

/** Pairs of planes from which integer products are faster than bit-sliced ones. */
const MOST_PAIRS = 16;

/**
 * Products of small integers as weighted sums of ±1 products, one for each bit of the inputs and of the weights.
 *
 * With 2x = c + Σ C_b s_b and 2w = d + Σ D_j t_j: `4 Σ w·x = Σ_jb D_j C_b Σ_k t_j s_b + 2d Σ_k x + c (2 Σ_k w − d · depth)`.
 */
export interface PlaneMatrix {
  readonly inputs: Signs;
  readonly weights: Signs;
  /** One ±1 matrix for each bit of the weights. */
  readonly matrices: readonly SlicedMatrix[];
  /** What does not depend on the input, per row. */
  readonly fixed: Int32Array;
}

export function planeMatrix(
  x: ScalarType,
  w: ScalarType,
  data: TensorData,
  rows: number,
  depth: number,
): PlaneMatrix | undefined {
  const [inputs, weights] = [signsOf(x), signsOf(w)];
  if (!inputs || !weights || inputs.factors.length * weights.factors.length > MOST_PAIRS) return undefined;
  const words = wordsOf(depth);
  const matrices: SlicedMatrix[] = [];
  for (let bit = 0; bit < weights.factors.length; bit++) {
    const packed = new Int32Array(rows * words);
    for (let row = 0; row < rows; row++)
      packPlane(data, row * depth, depth, w.kind === 'bipolar', bit, packed, row * words);
    const sliced = sliceMatrix(packed, rows, depth);
    if (!sliced) return undefined;
    matrices.push(sliced);
  }
  const fixed = Int32Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let k = 0; k < depth; k++) sum += data[row * depth + k]!;
    return inputs.constant * (2 * sum - weights.constant * depth);
  });
  return { inputs, weights, matrices, fixed };
}

/** Bit `bit` of integers, packed. */
function packPlane(
  data: TensorData,
  from: number,
  depth: number,
  bipolar: boolean,
  bit: number,
  packed: Int32Array,
  to: number,
): void {
  let i = from;
  for (let left = depth, o = to; left > 0; left -= 32, o++) {
    const count = left < 32 ? left : 32;
    let word = 0;
    // A bipolar n has the bit of (n + 1) / 2: 1 for +1, where n >> 1 is 0, and 0 for −1.
    for (let k = 0; k < count; k++, i++) word |= ((bipolar ? ~(data[i]! >> 1) : data[i]! >> bit) & 1) << k;
    packed[o] = word;
  }
}

/** Sums for up to `32 · ROUNDS` vectors; the caller knows that four times each fits an int32. */
export type PlaneSums = (x: Int32Array, first: number, size: ProductSize, sums: Int32Array) => void;

export function planeSums(
  { inputs, weights, matrices, fixed }: PlaneMatrix,
  bipolar: boolean,
  depth: number,
): PlaneSums {
  const words = wordsOf(depth);
  const packed = new Int32Array(32 * ROUNDS * words);
  const planes = newPlanes(depth);
  return (x, first, { vectors, rows }, sums) => {
    for (let v = 0; v < vectors; v++) {
      let total = 0;
      if (weights.constant !== 0) for (let k = (first + v) * depth; k < (first + v + 1) * depth; k++) total += x[k]!;
      for (let row = 0; row < rows; row++) sums[v * rows + row] = fixed[row]! + 2 * weights.constant * total;
    }
    inputs.factors.forEach((inputFactor, bit) => {
      for (let v = 0; v < vectors; v++) packPlane(x, (first + v) * depth, depth, bipolar, bit, packed, v * words);
      matrices.forEach((matrix, j) => {
        slicedSums(matrix, packed, 0, vectors, planes, sums, weights.factors[j]! * inputFactor);
      });
    });
    for (let i = 0; i < vectors * rows; i++) sums[i]! >>= 2;
  };
}
