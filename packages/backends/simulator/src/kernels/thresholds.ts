import type { TensorType } from '@finnc/ir';
import { naturalEncoding, vectorsOf } from '../encoding.ts';
import { mapKernel, type Kernel } from '../facet.ts';
import {
  checkActivation,
  integerTable,
  thresholdBits,
  thresholdCounts,
  thresholdTable,
  type Activation,
} from './activation.ts';

/** Thresholds on the last axis of `x`; float32 inputs are compared as they are, −0 counts as 0 and NaN reaches none. */
export function thresholdKernel(x: TensorType, activation: Activation): Kernel {
  const { length: channels, vectors } = vectorsOf(x);
  const table = thresholdTable(activation.thresholds, channels);
  const { outType, outBias } = activation;
  checkActivation(table.steps, outType);
  const reads = naturalEncoding(x) === 'float64' ? 'float64' : 'int32';
  const { values } = reads === 'int32' ? integerTable(table, -(2 ** 31), 2 ** 31 - 2) : table;
  // The greatest int32 itself has no successor to stand for "never"; such thresholds are compared in doubles.
  const exact =
    reads === 'int32' && table.values.some((t) => t > 2 ** 31 - 2 || Number.isNaN(t)) ? table.values : values;
  const writes = naturalEncoding({ elem: outType });
  if (writes === 'bits') {
    return mapKernel(reads, writes, (input, y, frames) => {
      thresholdBits(input, exact, channels, vectors * frames, y, 0);
    });
  }
  return mapKernel(reads, writes, (input, y, frames) => {
    thresholdCounts(input, 0, { steps: table.steps, values: exact }, channels, vectors * frames, outBias, y, 0);
  });
}
