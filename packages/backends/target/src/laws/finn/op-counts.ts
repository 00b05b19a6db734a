import type { OperationCounts } from '@finnc/ir/hw';

/**
 * Multiply-accumulates and parameters of a matrix-vector unit, under FINN's keys.
 * The narrower operand is named first, so a 1-bit by 8-bit product is `op_mac_1bx8b`.
 *
 * FINN counts a layer's thresholds as one per row, whatever the number of steps; so do we, to be comparable.
 *
 * @param thresholdBits  width of the thresholds; absent: the layer has no activation
 * @see FINN `matrixvectoractivation.py`, `get_op_and_param_counts`
 */
export function finnMvauOpCounts(parameters: {
  readonly mh: number;
  readonly mw: number;
  readonly vectors?: number;
  readonly weightBits: number;
  readonly inputBits: number;
  readonly thresholdBits?: number;
}): OperationCounts {
  const { mh, mw, vectors = 1, weightBits, inputBits, thresholdBits } = parameters;
  const narrow = Math.min(weightBits, inputBits);
  const wide = Math.max(weightBits, inputBits);
  const counts: Record<string, number> = {
    [`op_mac_${narrow}bx${wide}b`]: mh * mw * vectors,
    [`param_weight_${weightBits}b`]: mh * mw,
  };
  if (thresholdBits !== undefined) counts[`param_threshold_${thresholdBits}b`] = mh;
  return counts;
}
