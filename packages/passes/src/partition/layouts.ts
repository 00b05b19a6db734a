import { qnn, type Graph, type Node, type Value } from '@finnc/ir';

export const operands = (node: Node): Value[] => Object.values<Value>(node.operand);

/** Whether a node changes order or layout of elements and nothing else. */
export const movesOnly = ({ op: { name } }: Node): boolean => name === qnn.reshape.name || name === qnn.transpose.name;

/**
 * Transpositions and reshapes of given values, and of other such.
 *
 * @param order  nodes in topological order
 */
export function layoutsOf(order: readonly Node[], isGiven: (value: Value) => boolean): ReadonlySet<Node> {
  const found = new Set<Node>();
  for (const node of order) {
    if (!movesOnly(node)) continue;
    const isLayout = (value: Value): boolean => value.owner !== undefined && found.has(value.owner.node);
    if (operands(node).every((value) => isLayout(value) || isGiven(value))) found.add(node);
  }
  return found;
}

/** Transpositions and reshapes of a graph's inputs, and of other such. */
export const inputLayouts = (graph: Graph, order: readonly Node[]): ReadonlySet<Node> =>
  layoutsOf(order, (value) => graph.inputs.includes(value));
