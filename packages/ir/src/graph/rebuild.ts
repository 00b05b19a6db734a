import type { Attrs, OpDef } from '../op/op.ts';
import type { Graph, Node, Value } from './graph.ts';

/**
 * The same node with other attributes, another name or origin; readers follow, values keep their names and meanings.
 * Nodes are immutable, so this is how a pass changes one.
 */
export function rebuildNode<Op extends OpDef>(
  graph: Graph,
  node: Node<Op>,
  change: { readonly attrs?: Partial<Attrs<Op>>; readonly name?: string; readonly origin?: readonly string[] },
): Node<Op> {
  const twin = graph.add(
    node.op,
    node.operand,
    { ...node.attrs, ...change.attrs },
    { name: change.name ?? node.name, origin: change.origin ?? node.origin },
  );
  for (const key of node.op.results) {
    const [from, to] = [(node.result as Record<string, Value>)[key]!, (twin.result as Record<string, Value>)[key]!];
    to.name = from.name;
    to.meaning = from.meaning;
    graph.replaceAllUses(from, to);
  }
  graph.erase(node);
  return twin;
}

/** Infers result types anew in topological order: after a type has changed, so do those that follow from it. */
export function refreshTypes(graph: Graph): void {
  for (const node of graph.order()) {
    const types = node.op.infer(node.operand as never, node.attrs as never);
    const stale = node.op.results.some(
      (key) => (node.result as Record<string, Value>)[key]?.type.elem !== types[key]?.elem,
    );
    if (stale) rebuildNode(graph, node, {});
  }
}
