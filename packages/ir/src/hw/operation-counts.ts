import { defineFacet } from '../facet/facet.ts';

/** Counts under FINN's keys: `op_mac_1bx1b`, `param_weight_1b`, `param_threshold_16b`. */
export type OperationCounts = Readonly<Record<string, number>>;

/** Operations a frame and parameters of a layer. */
export const operationCounts = defineFacet<void, OperationCounts>('finnc.operation-counts');

/** Sums of the counts of all layers, key by key. */
export function totalCounts(layers: Iterable<OperationCounts>): OperationCounts {
  const total: Record<string, number> = {};
  for (const counts of layers) {
    for (const [key, count] of Object.entries(counts)) total[key] = (total[key] ?? 0) + count;
  }
  return total;
}
