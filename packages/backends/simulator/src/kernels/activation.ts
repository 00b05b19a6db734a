import { type ScalarType, type Tensor } from '@finnc/ir';
import { wordsOf } from '../encoding.ts';

/** What follows an accumulator: `y = #{k : acc ≥ thresholds[row][k]} + bias`, for bipolar results `2 · count − 1`. */
export interface Activation {
  readonly thresholds: Tensor;
  readonly outType: ScalarType;
  readonly outBias: number;
}

/** Ascending thresholds for each of `channels` channels; one row serves all if there is only one. */
export interface ThresholdTable {
  readonly steps: number;
  readonly values: Float64Array;
}

export function thresholdTable({ type, data }: Tensor, channels: number): ThresholdTable {
  const [rows = 1, steps = 0] = type.shape;
  const values = new Float64Array(channels * steps);
  for (let channel = 0; channel < channels; channel++) {
    const row = rows === 1 ? 0 : channel * steps;
    for (let k = 0; k < steps; k++) values[channel * steps + k] = data[row + k]!;
    values.subarray(channel * steps, (channel + 1) * steps).sort();
  }
  return { steps, values };
}

/** The table for integers in [low, high]: whole thresholds, those out of reach at `low` or `high + 1`. */
export function integerTable(
  { steps, values }: ThresholdTable,
  low: number,
  high: number,
): { readonly steps: number; readonly values: Int32Array } {
  return {
    steps,
    values: Int32Array.from(values, (t) =>
      Number.isNaN(t) ? high + 1 : Math.min(Math.max(Math.ceil(t), low), high + 1),
    ),
  };
}

/** Bits `[x ≥ threshold of the channel]` of vectors of `channels`, packed. */
export function thresholdBits(
  x: Int32Array | Float64Array,
  thresholds: Int32Array | Float64Array,
  channels: number,
  vectors: number,
  y: Int32Array,
  to: number,
): void {
  const words = wordsOf(channels);
  let i = 0;
  for (let v = 0; v < vectors; v++) {
    for (let word = 0; word < words; word++) {
      const from = 32 * word;
      const count = Math.min(32, channels - from);
      let bits = 0;
      for (let c = 0; c < count; c++) bits |= (x[i++]! >= thresholds[from + c]! ? 1 : 0) << c;
      y[to + v * words + word] = bits;
    }
  }
}

/** Numbers of thresholds reached, plus `bias`. */
export function thresholdCounts(
  x: Int32Array | Float64Array,
  from: number,
  { steps, values }: { readonly steps: number; readonly values: Int32Array | Float64Array },
  channels: number,
  vectors: number,
  bias: number,
  y: Int32Array | Float64Array,
  to: number,
): void {
  if (steps <= 8) countAll(x, from, values, steps, channels, vectors, bias, y, to);
  else searchAll(x, from, values, steps, channels, vectors, bias, y, to);
}

/** Few steps are compared one by one, without branches. */
function countAll(
  x: Int32Array | Float64Array,
  from: number,
  values: Int32Array | Float64Array,
  steps: number,
  channels: number,
  vectors: number,
  bias: number,
  y: Int32Array | Float64Array,
  to: number,
): void {
  let i = from;
  let o = to;
  for (let v = 0; v < vectors; v++) {
    let at = 0;
    for (let c = 0; c < channels; c++) {
      const value = x[i++]!;
      let count = bias;
      for (let k = 0; k < steps; k++) count += value >= values[at++]! ? 1 : 0;
      y[o++] = count;
    }
  }
}

function searchAll(
  x: Int32Array | Float64Array,
  from: number,
  values: Int32Array | Float64Array,
  steps: number,
  channels: number,
  vectors: number,
  bias: number,
  y: Int32Array | Float64Array,
  to: number,
): void {
  let i = from;
  let o = to;
  for (let v = 0; v < vectors; v++) {
    for (let c = 0; c < channels; c++) {
      const value = x[i++]!;
      const base = c * steps;
      let low = 0;
      let high = steps;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (value >= values[base + middle]!) low = middle + 1;
        else high = middle;
      }
      y[o++] = low + bias;
    }
  }
}

/** With several or no steps 2 · count − 1 leaves ±1. */
export function checkActivation(steps: number, outType: ScalarType): void {
  if (outType.kind === 'bipolar' && steps !== 1)
    throw new RangeError(`a bipolar activation has one threshold, not ${steps}`);
}
