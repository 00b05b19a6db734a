import type { qnn, Tensor, TensorType } from '@finnc/ir';
import { fitsInt32, naturalEncoding, vectorsOf, type Buffers } from '../encoding.ts';
import { mapKernel, type Kernel } from '../facet.ts';
import { checkActivation, thresholdBits, thresholdCounts, thresholdTable, type Activation } from './activation.ts';

/** Each channel's window times that channel's filters, with an optional activation. */
export interface Depthwise extends Activation {
  readonly x: TensorType;
  /** `[taps, channels · filters]` */
  readonly weights: Tensor;
  readonly sizes: qnn.DepthwiseSizes;
  /** One entry a result, or none. */
  readonly offsets: Tensor;
}

/** `y = act(offsets + Σ_tap x · weights)`, a vector at a time. */
export function depthwiseKernel(spec: Depthwise): Kernel {
  const { channels, filters } = spec.sizes;
  const columns = channels * filters;
  const { vectors } = vectorsOf(spec.x);
  const table = thresholdTable(spec.thresholds, columns);
  if (table.steps > 0) checkActivation(table.steps, spec.outType);
  const writes = naturalEncoding({ elem: spec.outType });
  const reads = fitsInt32(spec.x.elem) ? 'int32' : 'float64';
  const sums = new Float64Array(columns);
  return mapKernel(reads, writes, (x, y, frames) => {
    const words = writes === 'bits' ? (columns + 31) >>> 5 : columns;
    for (let v = 0; v < vectors * frames; v++) {
      accumulate(x, v, spec, sums);
      const to = v * words;
      if (table.steps === 0) y.set(sums, to);
      else if (writes === 'bits') thresholdBits(sums, table.values, columns, 1, y as Int32Array, to);
      else thresholdCounts(sums, 0, table, columns, 1, spec.outBias, y, to);
    }
  });
}

/** Sums of vector `v` of the input, in doubles: exact below 2^53. */
function accumulate(
  x: Buffers['int32' | 'float64'],
  v: number,
  { weights: { data: weights }, offsets: { data: offsets }, sizes: { taps, channels, filters } }: Depthwise,
  sums: Float64Array,
): void {
  if (offsets.length > 0) sums.set(offsets);
  else sums.fill(0);
  for (let tap = 0, w = 0; tap < taps; tap++) {
    const from = (v * taps + tap) * channels;
    for (let c = 0, column = 0; c < channels; c++) {
      const value = x[from + c]!;
      for (let f = 0; f < filters; f++) sums[column++]! += value * weights[w++]!;
    }
  }
}
