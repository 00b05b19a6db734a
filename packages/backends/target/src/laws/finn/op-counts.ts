/** Keys and values of one node in FINN's op_and_param_counts.json. */
export type OpCounts = Readonly<Record<string, number>>;

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
}): OpCounts {
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

/** Sums of the counts of all nodes, key by key. */
export function finnTotalOpCounts(nodes: Iterable<OpCounts>): OpCounts {
  const total: Record<string, number> = {};
  for (const node of nodes) {
    for (const [key, value] of Object.entries(node)) total[key] = (total[key] ?? 0) + value;
  }
  return total;
}
