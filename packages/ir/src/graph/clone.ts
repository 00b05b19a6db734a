import { Graph, Value, type Node } from './graph.ts';
import type { InputPort, OutputPort } from './port.ts';

/** A copy that shares tensors and ops but no node or value; names, ports and meanings are kept. */
export function cloneGraph(graph: Graph): Graph {
  return extractGraph(graph, {
    nodes: graph.order(),
    inputs: graph.inputs.map((value, i) => [value, graph.inputPorts[i]!]),
    outputs: graph.outputs.map((value, i) => [value, graph.outputPorts[i]!]),
  });
}

/** Part of a graph: nodes in topological order, the values that enter it, and those that leave it. */
export interface GraphPart {
  readonly nodes: readonly Node[];
  readonly inputs: readonly (readonly [Value, InputPort])[];
  readonly outputs: readonly (readonly [Value, OutputPort])[];
}

/**
 * A part of a graph as a graph of its own, which shares tensors and ops but no node or value. Meanings of values that
 * enter are kept, names of nodes too.
 *
 * @throws Error if a node reads what neither enters nor is computed in the part
 */
export function extractGraph(graph: Graph, { nodes, inputs, outputs }: GraphPart): Graph {
  const copy = new Graph(graph.name);
  const values = new Map<Value, Value>();
  const enter = (value: Value): Value => {
    const fresh = new Value(value.type, value.constant, value.name);
    fresh.meaning = value.meaning;
    values.set(value, fresh);
    return fresh;
  };
  const of = (value: Value): Value => {
    const seen = values.get(value);
    if (seen) return seen;
    if (!value.constant) throw new Error(`'${value.name ?? 'a value'}' does not enter the part`);
    return enter(value);
  };
  for (const [value, port] of inputs) {
    copy.inputs.push(enter(value));
    copy.inputPorts.push(port);
  }
  for (const node of nodes) {
    const operand = Object.fromEntries(Object.entries<Value>(node.operand).map(([key, value]) => [key, of(value)]));
    const twin: Node = copy.add(node.op, operand, node.attrs, { name: node.name, origin: node.origin });
    for (const key of node.op.results) {
      const [from, to] = [node.result[key]!, twin.result[key]!];
      to.name = from.name;
      to.meaning = from.meaning;
      values.set(from, to);
    }
  }
  for (const [value, port] of outputs) copy.output(of(value), port);
  for (const [key, text] of graph.metadata) copy.metadata.set(key, text);
  return copy;
}
