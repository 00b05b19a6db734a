import { attr, defineOp, operand } from '../op/index.ts';
import { normalAxis, sizeOf, tensorType, type Tensor, type TensorData } from '../tensor/index.ts';
import { isInteger } from '../types/index.ts';
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
    if (rows !== 1 && rows !== channels) throw new RangeError(`${rows ?? 0} rows of thresholds for ${channels ?? 0} channels`);
    return { y: tensorType(outType, x.type.shape) };
  },
  evaluate({ x, thresholds }, { outType, outScale, outBias, axis }, { arithmetic }): { y: Tensor } {
    const counts = countReached(x, thresholds, axis);
    const data = isInteger(outType) ? integerArray(counts.length, outType.bits) : resultArray(counts.length, arithmetic);
    for (let i = 0; i < data.length; i++) {
      // float32 rounds the product and the sum, as numpy does.
      data[i] = arithmetic === 'float32' ? Math.fround(outScale * counts[i]!) + outBias : outScale * counts[i]! + outBias;
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
  for (let i = 0; i < counts.length; i++) {
    const value = x.data[i]!;
    const base = (rows === 1 ? 0 : Math.floor(i / inner) % rows) * steps;
    let [low, high] = [0, steps];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (value >= sorted[base + middle]!) low = middle + 1;
      else high = middle;
    }
    counts[i] = low;
  }
  return counts;
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
