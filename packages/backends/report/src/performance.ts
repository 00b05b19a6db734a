import type { Graph, Node, Value } from '@finnc/ir';
import { networkPerformance, type Performance } from '@finnc/ir/hw';

/**
 * Rate and latency of a graph from the cycles of its layers.
 *
 * @param cycles    clock cycles a frame occupies each layer; nodes that are missing take part in paths with no cycles
 * @param clockMhz  clock of the whole pipeline
 * @returns         undefined when no layer has cycles, since such a pipeline has no rate
 */
export function performanceOf(
  graph: Graph,
  cycles: ReadonlyMap<Node, number>,
  clockMhz: number,
): Performance | undefined {
  if (![...cycles.values()].some((count) => count > 0)) return undefined;
  const layers = graph.order().map((node) => ({
    name: node.name,
    cycles: cycles.get(node) ?? 0,
    after: Object.values<Value>(node.operand).flatMap(({ owner }) => owner?.node.name ?? []),
  }));
  return networkPerformance(layers, clockMhz);
}
