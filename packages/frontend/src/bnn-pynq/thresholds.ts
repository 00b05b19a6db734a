import type { LayerDescription } from './description.ts';
import type { LayerParameters } from './parameters.ts';

/**
 * What the accelerator compares with the stored thresholds.
 *
 * `popcount`: the number of equal bits, padded synapses included. `sums`: the sum of products, padded synapses
 * included, whose input bits are 0, that is −1. `fixed`: the sum of products with inputs in units of 2^-7, against
 * thresholds in units of 2^-8.
 */
export type AccumulatorDomain = 'popcount' | 'sums' | 'fixed';

/**
 * Thresholds on the sum of products of the real synapses, reached where it is greater *or equal*.
 *
 * The accelerator counts an accumulator that is greater than T. In sums that is ≥ T + 1. With n real synapses and
 * p matches among the padded ones, a popcount of P means the sum 2 (P − p) − n, so P > T is ≥ 2 (T + 1 − p) − n.
 * In fixed point a > T / 2 is a ≥ floor(T / 2) + 1.
 *
 * @param inputs  real synapses; the columns behind them are padding
 * @see finn-hlslib `activations.hpp`, ThresholdsActivation: `comp::less` of threshold and accumulator
 */
export function sumThresholds(
  { columns, activationBits: steps }: LayerDescription,
  { weights, thresholds }: LayerParameters,
  inputs: number,
  domain: AccumulatorDomain,
): Float64Array | undefined {
  if (!thresholds) return undefined;
  return Float64Array.from(thresholds, (t, i) => {
    const row = Math.floor(i / steps);
    const padding = weights.subarray(row * columns + inputs, (row + 1) * columns);
    if (domain === 'fixed') return Math.floor(t / 2) + 1;
    if (domain === 'popcount') return 2 * (t + 1 - padding.filter((w) => w < 0).length) - inputs;
    return t + 1 + padding.reduce((sum, w) => sum + w, 0);
  });
}

/** Rows of a last layer that are classes: those before the trailing ones that can never fire. */
export function firingRows(rows: number, inputs: number, thresholds: Float64Array): number {
  const steps = thresholds.length / rows;
  let last = rows;
  while (last > 1 && thresholds.subarray((last - 1) * steps, last * steps).every((t) => t > inputs)) last--;
  return last;
}

/** Rows of a last layer that are classes: those before the trailing ones whose weights are all the same. */
export function varyingRows(rows: number, columns: number, weights: Int8Array): number {
  let last = rows;
  while (last > 1 && weights.subarray((last - 1) * columns, last * columns).every((w, _, row) => w === row[0])) last--;
  return last;
}
