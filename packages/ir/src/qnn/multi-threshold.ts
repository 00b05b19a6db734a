import { compare, fromNumber, type Rational } from '../math/rational.ts';
import { attr, defineOp, operand } from '../op/index.ts';
import { normalAxis, sizeOf, tensorType, type Tensor, type TensorData } from '../tensor/index.ts';
import { isInteger } from '../types/index.ts';
import { permuted } from './permuted.ts';
import { integerArray, resultArray } from './support.ts';

/**
 * `y = outScale · #{k : x ≥ thresholds[c][k]} + outBias`, c the channel along `axis`.
 *
 * One row of thresholds serves all channels. Rows need not be sorted; NaN reaches no threshold.
 * In the integer stage `outScale` is 1, or 2 with `outBias` −1 for `bipolar` results.
 */
export const multiThreshold = defineOp({
  name: 'qnn.multi_threshold',
  summary: 'Quantised activation: counts the thresholds that each value reaches.',
  operands: { x: operand.value, thresholds: operand.constant },
  results: ['y'],
  attrs: {
    outType: attr.type(),
    outScale: attr.float({ default: 1 }),
    outBias: attr.float({ default: 0 }),
    axis: attr.int({ min: 0 }),
  },
  infer({ x, thresholds }, { outType, axis }) {
    const [rows] = thresholds.type.shape;
    const channels = x.type.shape[normalAxis(axis, x.type.shape.length)];
    if (thresholds.type.shape.length !== 2) throw new RangeError('thresholds are a matrix, channels by steps');
    if (rows !== 1 && rows !== channels)
      throw new RangeError(`${rows ?? 0} rows of thresholds for ${channels ?? 0} channels`);
    return { y: tensorType(outType, x.type.shape) };
  },
  evaluate({ x, thresholds }, { outType, outScale, outBias, axis }, { arithmetic, settle }): { y: Tensor } {
    const counts = countReached(x, thresholds, axis);
    if (arithmetic === 'exact' && !isInteger(x.type.elem))
      settleTies(counts, x, thresholds, axis, (index) => settle('x', index));
    const data = isInteger(outType)
      ? integerArray(counts.length, outType.bits)
      : resultArray(counts.length, arithmetic);
    if (arithmetic === 'float32') {
      // numpy rounds the product and the sum.
      for (let i = 0; i < data.length; i++) data[i] = Math.fround(outScale * counts[i]!) + outBias;
    } else {
      for (let i = 0; i < data.length; i++) data[i] = outScale * counts[i]! + outBias;
    }
    return { y: { type: tensorType(outType, x.type.shape), data } };
  },
});

/** Number of thresholds reached, element by element. */
export function countReached(x: Tensor, thresholds: Tensor, axis: number): Int32Array {
  const [rows = 1, steps = 0] = thresholds.type.shape;
  const inner = sizeOf(x.type.shape.slice(axis + 1));
  const sorted = sortedRows(thresholds.data, rows, steps);
  const counts = new Int32Array(x.data.length);
  const { data } = x;
  for (let i = 0, row = 0; i < counts.length; row = (row + 1) % rows) {
    const base = row * steps;
    const end = Math.min(i + inner, counts.length);
    for (; i < end; i++) {
      const value = data[i]!;
      if (steps === 1) {
        counts[i] = value >= sorted[base]! ? 1 : 0;
        continue;
      }
      let [low, high] = [0, steps];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (value >= sorted[base + middle]!) low = middle + 1;
        else high = middle;
      }
      counts[i] = low;
    }
  }
  return counts;
}

/** Counts again where a double is so close to a threshold that its own error could decide, from the exact value if it is known. */
function settleTies(
  counts: Int32Array,
  x: Tensor,
  thresholds: Tensor,
  axis: number,
  settle: (index: number) => Rational | undefined,
): void {
  const [rows = 1, steps = 0] = thresholds.type.shape;
  const inner = sizeOf(x.type.shape.slice(axis + 1));
  const sorted = sortedRows(thresholds.data, rows, steps);
  const isNear = (value: number, threshold: number | undefined): boolean =>
    threshold !== undefined && Math.abs(value - threshold) <= 1e-9 * Math.max(1, Math.abs(threshold));
  for (let i = 0; i < counts.length; i++) {
    const base = (rows === 1 ? 0 : Math.floor(i / inner) % rows) * steps;
    const row = sorted.subarray(base, base + steps);
    const count = counts[i]!;
    if (!isNear(x.data[i]!, row[count - 1]) && !isNear(x.data[i]!, row[count])) continue;
    const exact = settle(i);
    if (exact)
      counts[i] = row.findLastIndex((t) => (Number.isFinite(t) ? compare(exact, fromNumber(t)) >= 0 : t < 0)) + 1;
  }
}

function sortedRows(data: TensorData, rows: number, steps: number): TensorData {
  for (let i = 1; i < data.length; i++) {
    if (i % steps !== 0 && data[i]! < data[i - 1]!) {
      const sorted = data.slice();
      for (let row = 0; row < rows; row++) sorted.subarray(row * steps, (row + 1) * steps).sort();
      return sorted;
    }
  }
  return data;
}

/** One row for all channels does not say which axis they are on; the last one is where hardware has them. */
export const multiThresholdPermuted = permuted.for(multiThreshold, ({ operand: { thresholds }, attrs }, perm) => ({
  operands: ['x'],
  attrs: { ...attrs, axis: thresholds.type.shape[0] === 1 ? perm.length - 1 : perm.indexOf(attrs.axis) },
}));
