import type { Graph, Node, Value } from '../graph/graph.ts';
import { showType } from '../tensor/index.ts';

/** All a graph has, as plain data and without the printer, so that two graphs can be compared. */
export function describeGraph(graph: Graph): unknown {
  const numbers = new Map<Value, number>();
  const number = (value: Value): number => {
    if (!numbers.has(value)) numbers.set(value, numbers.size);
    return numbers.get(value)!;
  };
  const value = (v: Value): unknown => ({
    number: number(v),
    type: showType(v.type),
    name: v.name,
    meaning: v.meaning,
    constant: v.constant && {
      type: showType(v.constant.type),
      data: Array.from(v.constant.data, (x) => (Object.is(x, -0) ? '-0' : x)),
    },
  });
  const attrs = (node: Node): unknown =>
    Object.fromEntries(
      Object.entries(node.op.attrs).map(([k, s]) => [k, s.print((node.attrs as Record<string, unknown>)[k])]),
    );
  return {
    name: graph.name,
    metadata: [...graph.metadata],
    inputs: graph.inputs.map(value),
    nodes: graph.order().map((node) => ({
      op: node.op.name,
      name: node.name,
      origin: node.origin,
      attrs: attrs(node),
      operands: Object.keys(node.op.operands).map((key) => value((node.operand as Record<string, Value>)[key]!)),
      results: node.op.results.map((key) => value((node.result as Record<string, Value>)[key]!)),
    })),
    outputs: graph.outputs.map(value),
    ports: [graph.inputPorts, graph.outputPorts].map((ports) =>
      ports.map((port) => ({ ...port, source: showType(port.source) })),
    ),
  };
}
