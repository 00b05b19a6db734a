import { bounds, fitValues, isInteger, lazily, type Tensor, type TensorData, type TensorType } from '@finnc/ir';
import { naturalEncoding, vectorsOf, wordsOf, type Buffers } from '../encoding.ts';
import { mapKernel, type Kernel } from '../facet.ts';
import {
  checkActivation,
  integerTable,
  thresholdBits,
  thresholdCounts,
  thresholdTable,
  type Activation,
  type ThresholdTable,
} from './activation.ts';
import { newPlanes, ROUNDS, sliceMatrix, slicedBits, slicedSums } from './bit-sliced.ts';
import { doubleSums, integerSums, type ProductSize } from './integer-product.ts';
import { lookupMatrix, lookupSums, MAX_LOOKUP_DEPTH, tableLength } from './lookup-product.ts';
import { planeMatrix, planeSums } from './plane-product.ts';
import { signSums } from './sign-product.ts';

/** A matrix-vector product with an optional activation: `y = act(offsets + weights · x)`. */
export interface MatrixVector extends Activation {
  readonly x: TensorType;
  /** `[rows, depth]` */
  readonly weights: Tensor;
  /** One entry a row, or none. */
  readonly offsets: Tensor;
}

/** Vectors whose sums are held at a time. */
const BLOCK = 32 * ROUNDS;
/** Fewer vectors than this are not worth spreading over bit planes. */
const SLICE_FROM = 8;
/** Shallower products of integers are done before they are spread. */
const SLICE_DEPTH = 48;

/** Sums of a block of vectors. */
interface Product<R extends keyof Buffers, S extends 'int32' | 'float64'> {
  readonly reads: R;
  readonly sumType: S;
  sums(x: Buffers[R], first: number, size: ProductSize, sums: Buffers[S]): void;
}

export function matrixVectorKernel(spec: MatrixVector): Kernel {
  const [rows = 1, depth = 1] = spec.weights.type.shape;
  const { vectors } = vectorsOf(spec.x);
  const range = accumulatorRange(spec, rows, depth);
  if (withSteps(spec)) checkActivation(spec.thresholds.type.shape[1] ?? 0, spec.outType);
  if (!isInteger(spec.x.elem) || !range)
    return productKernel(spec, doubleProduct(spec.weights.data), vectors, rows, depth, [-(2 ** 53), 2 ** 53]);
  const signs = areSigns(spec.weights.data);
  if (signs && spec.x.elem.kind === 'bipolar') {
    return signKernel(spec, vectors, rows, depth, range);
  }
  const product =
    signs && depth <= MAX_LOOKUP_DEPTH
      ? lookupProduct(spec.weights.data, rows, depth)
      : integerProduct(spec.weights.data);
  return productKernel(spec, inPlanes(spec, product, rows, depth, range) ?? product, vectors, rows, depth, range);
}

/** Small integers in bit planes where there are vectors enough, else as `few` does it. */
function inPlanes(
  spec: MatrixVector,
  few: Product<'int32', 'int32'>,
  rows: number,
  depth: number,
  [, most]: readonly [number, number],
): Product<'int32', 'int32'> | undefined {
  // The sums are held four times as large, modulo 2^32.
  if (depth < SLICE_DEPTH || most >= 2 ** 29) return undefined;
  const { x, weights } = spec;
  const many = lazily(() => {
    const matrix = planeMatrix(x.elem, fitValues(weights.data), weights.data, rows, depth);
    return matrix && planeSums(matrix, x.elem.kind === 'bipolar', depth);
  });
  return {
    ...few,
    sums(vectors, first, size, sums) {
      const inBatch = size.vectors >= SLICE_FROM ? many() : undefined;
      if (inBatch) inBatch(vectors, first, size, sums);
      else few.sums(vectors, first, size, sums);
    },
  };
}

function areSigns(data: TensorData): boolean {
  for (let i = 0; i < data.length; i++) if (data[i] !== 1 && data[i] !== -1) return false;
  return true;
}

const withSteps = ({ thresholds }: MatrixVector): boolean => (thresholds.type.shape[1] ?? 0) > 0;

/** Bounds of every sum and partial sum, or undefined if an int32 does not hold them. */
function accumulatorRange(
  { x, weights, offsets }: MatrixVector,
  rows: number,
  depth: number,
): readonly [number, number] | undefined {
  if (!isInteger(x.elem) || !offsets.data.every(Number.isInteger)) return undefined;
  const largest = bounds(x.elem).reduce((most, bound) => Math.max(most, Math.abs(Number(bound))), 0);
  let most = 0;
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let k = 0; k < depth; k++) {
      const weight = weights.data[row * depth + k]!;
      if (weight !== Math.floor(weight)) return undefined;
      sum += Math.abs(weight);
    }
    most = Math.max(most, sum * largest + Math.abs(offsets.data[row] ?? 0));
  }
  return most < 2 ** 30 ? [-most, most] : undefined;
}

/** Thresholds on the sums without offsets. */
function movedTable({ thresholds, offsets }: MatrixVector, rows: number): ThresholdTable {
  const { steps, values } = thresholdTable(thresholds, rows);
  return { steps, values: values.map((t, i) => t - (offsets.data[Math.floor(i / steps)] ?? 0)) };
}

function productKernel<R extends keyof Buffers, S extends 'int32' | 'float64'>(
  spec: MatrixVector,
  product: Product<R, S>,
  vectors: number,
  rows: number,
  depth: number,
  [low, high]: readonly [number, number],
): Kernel {
  const doubles = product.sumType === 'float64';
  const sums = (doubles ? new Float64Array(BLOCK * rows) : new Int32Array(BLOCK * rows)) as Buffers[S];
  const moved = movedTable(spec, rows);
  // Doubles stay unmoved: a threshold need not be whole there.
  const table = doubles ? thresholdTable(spec.thresholds, rows) : integerTable(moved, 2 * low - 1, 2 * high + 1);
  const addOffsets = spec.offsets.data.length > 0 && (doubles || !withSteps(spec));
  const writes = naturalEncoding({ elem: spec.outType });
  const outLength = writes === 'bits' ? wordsOf(rows) : rows;
  const bias = spec.outBias;
  const note = doubles ? { note: 'its sums may exceed 32 bits, so they are made in doubles' } : {};
  return mapKernel(
    product.reads,
    writes,
    (x, y, frames) => {
      const all = vectors * frames;
      for (let first = 0; first < all; first += BLOCK) {
        const count = Math.min(BLOCK, all - first);
        product.sums(x, first, { vectors: count, rows, depth }, sums);
        if (addOffsets) for (let i = 0; i < count * rows; i++) sums[i]! += spec.offsets.data[i % rows]!;
        if (!withSteps(spec)) y.set(sums.subarray(0, count * rows), first * rows);
        else if (writes === 'bits') thresholdBits(sums, table.values, rows, count, y as Int32Array, first * outLength);
        else thresholdCounts(sums, 0, table, rows, count, bias, y, first * rows);
      }
    },
    note,
  );
}

function integerProduct(weights: TensorData): Product<'int32', 'int32'> {
  const w = Int32Array.from(weights);
  return {
    reads: 'int32',
    sumType: 'int32',
    sums: (x, first, size, sums) => {
      integerSums(x, first, w, sums, size);
    },
  };
}

function doubleProduct(weights: TensorData): Product<'float64', 'float64'> {
  const w = Float64Array.from(weights);
  return {
    reads: 'float64',
    sumType: 'float64',
    sums: (x, first, size, sums) => {
      doubleSums(x, first, w, sums, size);
    },
  };
}

function lookupProduct(weights: TensorData, rows: number, depth: number): Product<'int32', 'int32'> {
  const matrix = lookupMatrix(weights, rows, depth);
  const table = new Int32Array(tableLength(matrix));
  return {
    reads: 'int32',
    sumType: 'int32',
    sums: (x, first, size, sums) => {
      lookupSums(x, first, matrix, table, sums, size);
    },
  };
}

/** ±1 by ±1: bit-sliced for many vectors, by popcount for few. */
function signKernel(
  spec: MatrixVector,
  vectors: number,
  rows: number,
  depth: number,
  range: readonly [number, number],
): Kernel {
  const words = wordsOf(depth);
  const w = new Int32Array(rows * words);
  for (let i = 0; i < spec.weights.data.length; i++) {
    const row = Math.floor(i / depth);
    const k = i - row * depth;
    if (spec.weights.data[i]! > 0) w[row * words + (k >>> 5)]! |= 1 << (k & 31);
  }
  // Lists take longer to make than a few frames take to run, so they wait for a batch.
  const slices = lazily(() => sliceMatrix(w, rows, depth));
  const planes = lazily(() => newPlanes(depth));
  const byRows = productKernel<'bits', 'int32'>(
    spec,
    {
      reads: 'bits',
      sumType: 'int32',
      sums(x, first, size, sums) {
        const sliced = size.vectors >= SLICE_FROM ? slices() : undefined;
        if (sliced) {
          sums.fill(0, 0, size.vectors * rows);
          slicedSums(sliced, x, first * words, size.vectors, planes(), sums, 1);
        } else signSums(x, first, w, sums, { ...size, words });
      },
    },
    vectors,
    rows,
    depth,
    range,
  );
  if (!withSteps(spec) || naturalEncoding({ elem: spec.outType }) !== 'bits') return byRows;
  // Σ = 2 · agreements − depth, so Σ ≥ t where agreements ≥ (t + depth) / 2.
  const agreements = Int32Array.from(movedTable(spec, rows).values, (t) =>
    Number.isNaN(t) ? depth + 1 : Math.min(Math.max(Math.ceil((t + depth) / 2), 0), depth + 1),
  );
  const outWords = wordsOf(rows);
  return {
    ...byRows,
    run(input, output, frames) {
      const all = vectors * frames;
      const sliced = all >= SLICE_FROM ? slices() : undefined;
      if (!sliced) {
        byRows.run(input, output, frames);
        return;
      }
      const x = input['x'] as Int32Array;
      const y = output['y'] as Int32Array;
      for (let first = 0; first < all; first += BLOCK) {
        slicedBits(sliced, agreements, x, first * words, Math.min(BLOCK, all - first), planes(), y, first * outWords);
      }
    },
  };
}
