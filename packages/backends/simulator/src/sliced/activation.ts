import type { ScalarType, Tensor } from '@finnc/ir';
import { countCoding, type Coding } from './value.ts';

/** Thresholds behind a number: `y = #{k : x ≥ t[row, k]} + outBias`, for bipolar results `2 · count − 1`. */
export interface SlicedActivation {
  /** `[1 | channels, steps]`; no steps, no activation. */
  readonly thresholds: Tensor;
  readonly outType: ScalarType;
  readonly outBias: number;
}

/** Ascending thresholds of each row. */
export interface Steps {
  readonly rows: number;
  readonly steps: number;
  readonly values: Float64Array;
  readonly coding: Coding;
}

export function stepsOf({ thresholds, outType, outBias }: SlicedActivation): Steps {
  const [rows = 1, steps = 0] = thresholds.type.shape;
  const values = new Float64Array(thresholds.data);
  for (let row = 0; steps > 1 && row < rows; row++) values.subarray(row * steps, (row + 1) * steps).sort();
  return { rows, steps, values, coding: countCoding(outType, steps, outBias) };
}

/** Least integer that reaches a threshold, between `low` and `most + 1`, which no number up to `most` reaches. */
export const whole = (threshold: number, low: number, most: number): number =>
  Number.isNaN(threshold) ? most + 1 : Math.min(Math.max(Math.ceil(threshold), low), most + 1);
