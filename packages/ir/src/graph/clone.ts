import { Graph, Value, type Node } from './graph.ts';

/** A copy that shares tensors and ops but no node or value; names, ports and meanings are kept. */
export function cloneGraph(graph: Graph): Graph {
  const copy = new Graph(graph.name);
  const values = new Map<Value, Value>();
  const of = (value: Value): Value => {
    const seen = values.get(value);
    if (seen) return seen;
    const fresh = new Value(value.type, value.constant, value.name);
    fresh.meaning = value.meaning;
    values.set(value, fresh);
    return fresh;
  };
  graph.inputs.forEach((value, i) => {
    copy.inputs.push(of(value));
    copy.inputPorts.push(graph.inputPorts[i]!);
  });
  for (const node of graph.order()) {
    const operand = Object.fromEntries(Object.entries<Value>(node.operand).map(([key, value]) => [key, of(value)]));
    const twin: Node = copy.add(node.op, operand, node.attrs, { name: node.name, origin: node.origin });
    for (const key of node.op.results) {
      const [from, to] = [node.result[key]!, twin.result[key]!];
      to.name = from.name;
      to.meaning = from.meaning;
      values.set(from, to);
    }
  }
  graph.outputs.forEach((value, i) => {
    copy.output(of(value), graph.outputPorts[i]!);
  });
  for (const [key, text] of graph.metadata) copy.metadata.set(key, text);
  return copy;
}
