import { constantValue, quantises, retyped, type Ask, type Graph, type Node, type Value } from '@finnc/ir';

/**
 * Computes nodes whose operands are all constant, in float32 as the exporter's tools would; returns how many.
 * Quantisers of constants stay: their integers and scale would be lost in a plain float.
 */
export function foldConstants(graph: Graph, ask: Ask): number {
  let folded = 0;
  for (const node of graph.order()) {
    const operands = Object.entries<Value>(node.operand);
    if (ask.ask(quantises, node, undefined) || !operands.every(([, value]) => value.constant)) continue;
    const inputs = Object.fromEntries(operands.map(([key, value]) => [key, value.constant]));
    const results = node.op.evaluate(inputs as never, node.attrs as never, {
      arithmetic: 'float32',
      settle: () => undefined,
    });
    for (const key of node.op.results) replaceByConstant(graph, node, key, results[key]!);
    graph.erase(node);
    folded++;
  }
  return folded;
}

function replaceByConstant(graph: Graph, node: Node, key: string, result: NonNullable<Value['constant']>): void {
  const value = (node.result as Record<string, Value>)[key]!;
  graph.replaceAllUses(value, constantValue(retyped(result, value.type.elem, value.type.shape), value.name));
}
