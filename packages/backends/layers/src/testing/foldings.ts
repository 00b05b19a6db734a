import { Graph, type Node, type OpDef } from '@finnc/ir';
import { divisors, type Folding } from '@finnc/ir/hw';

/** A value for each folding dimension. */
export type Fold = Readonly<Record<string, number>>;

/** Every legal folding of a layer, in ascending order of each dimension. */
export function foldingsOf({ dimensions, illegal }: Folding): Fold[] {
  let all: Fold[] = [{}];
  for (const { key, size } of dimensions) {
    all = all.flatMap((fold) => divisors(size).map((value) => ({ ...fold, [key]: value })));
  }
  return all.filter((fold) => illegal?.(fold) === undefined);
}

/** A graph of one layer, at another folding. */
export function refolded(graph: Graph, fold: Fold): Graph {
  const copy = new Graph(graph.name);
  const layer = onlyNode(graph);
  const twins = new Map(graph.inputs.map((value, i) => [value, copy.input(value.type, graph.inputPorts[i]!)]));
  const operand = Object.fromEntries(
    Object.entries(layer.operand).map(([key, value]) => [key, twins.get(value) ?? value]),
  );
  const node = copy.add<OpDef>(layer.op, operand, { ...layer.attrs, ...fold });
  graph.outputs.forEach((value, i) => {
    const key = layer.op.results.find((result) => layer.result[result] === value);
    const result = key === undefined ? undefined : node.result[key];
    if (!result) throw new RangeError(`output ${i} is not a result of the layer`);
    copy.output(result, graph.outputPorts[i]!);
  });
  return copy;
}

/** @throws RangeError if the graph is not one layer */
export function onlyNode(graph: Graph): Node {
  const [node, ...others] = graph;
  if (!node || others.length > 0) throw new RangeError(`a graph of ${graph.size} layers, not one`);
  return node;
}
