import type { Graph, Node, Value } from '@finnc/ir';

/** FINN's network estimate, with the units in the names; ideal FIFOs assumed. */
export interface Performance {
  /** Longest path of summed layer cycles: layers do not overlap, so it is an upper bound in spirit. */
  readonly criticalPathCycles: number;
  readonly maxCycles: number;
  /** The first layer, in topological order, that reaches `maxCycles`. */
  readonly maxCyclesNode: string;
  readonly throughputFps: number;
  readonly latencyNs: number;
}

/**
 * Rate and latency of a pipeline from the cycles of its layers.
 *
 * @param cycles    clock cycles a frame occupies each layer; nodes that are missing take part in paths with no cycles
 * @param clockMhz  clock of the whole pipeline
 * @returns         undefined when no layer has cycles, since such a pipeline has no rate
 * @see FINN `analysis/fpgadataflow/dataflow_performance.py`
 */
export function performanceOf(
  graph: Graph,
  cycles: ReadonlyMap<Node, number>,
  clockMhz: number,
): Performance | undefined {
  const finish = new Map<Node, number>();
  let slowest: Node | undefined;
  let maxCycles = 0;
  let criticalPathCycles = 0;
  for (const node of graph.order()) {
    let start = 0;
    for (const { owner } of Object.values<Value>(node.operand)) {
      if (owner) start = Math.max(start, finish.get(owner.node) ?? 0);
    }
    const own = cycles.get(node) ?? 0;
    finish.set(node, start + own);
    criticalPathCycles = Math.max(criticalPathCycles, start + own);
    if (own > maxCycles) [slowest, maxCycles] = [node, own];
  }
  if (!slowest) return undefined;
  return {
    criticalPathCycles,
    maxCycles,
    maxCyclesNode: slowest.name,
    throughputFps: (clockMhz * 1e6) / maxCycles,
    latencyNs: (criticalPathCycles * 1000) / clockMhz,
  };
}
