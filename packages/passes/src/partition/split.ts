import { extractGraph, qnn, type Value, type Graph, type InputPort, type Node, type OutputPort } from '@finnc/ir';

/** Three graphs that compute in turn what one did; values pass between them under the names of their ports. */
export interface Split {
  readonly pre: Graph | undefined;
  readonly hardware: Graph;
  readonly post: Graph | undefined;
}

/**
 * Cuts a graph in what comes before a region, the region, and what comes after. The order and layout of elements that
 * only an input has undergone is made on both sides of a cut rather than sent over it.
 *
 * @param region  nodes that no path leaves and enters again
 */
export function split(graph: Graph, region: ReadonlySet<Node>): Split {
  const order = graph.order();
  const layouts = inputLayouts(graph, order);
  const before = ancestors(region);
  const isBefore = (node: Node): boolean => before.has(node) && !region.has(node) && !layouts.has(node);
  const parts: Record<Part, Node[]> = { pre: [], hardware: [], post: [] };
  for (const node of order) {
    if (!layouts.has(node)) parts[region.has(node) ? 'hardware' : isBefore(node) ? 'pre' : 'post'].push(node);
  }
  const names = portNames(graph);
  const made = new Map<Value, Part>();
  for (const part of partNames)
    for (const node of parts[part]) for (const value of results(node)) made.set(value, part);
  const wanted = wantedValues(graph, parts, layouts);
  const outputPart = (value: Value): Part => made.get(value) ?? 'post';
  const extract = (part: Part): Graph | undefined => {
    const nodes = withLayouts(parts[part], order, layouts, graph, part === 'post');
    const inputs: [Value, InputPort][] = [];
    graph.inputs.forEach((value, i) => {
      const passed = part === 'post' && graph.outputs.includes(value);
      if (passed || nodes.some((node) => operands(node).includes(value))) inputs.push([value, graph.inputPorts[i]!]);
    });
    const own = new Set(nodes.flatMap(results));
    const outputs: [Value, OutputPort][] = [];
    graph.outputs.forEach((value, i) => {
      if (outputPart(value) === part) outputs.push([value, graph.outputPorts[i]!]);
    });
    for (const [value, readers] of wanted) {
      if (own.has(value) && made.get(value) === part && readers.size > 0)
        outputs.push([value, outputPort(value, names.get(value)!)]);
      else if (!own.has(value) && readers.has(part)) inputs.push([value, inputPort(value, names.get(value)!)]);
    }
    return outputs.length === 0 ? undefined : extractGraph(graph, { nodes, inputs, outputs });
  };
  const hardware = extract('hardware');
  if (!hardware) throw new Error('nothing reads what the region computes');
  return { pre: extract('pre'), hardware, post: extract('post') };
}

const partNames = ['pre', 'hardware', 'post'] as const;
type Part = (typeof partNames)[number];

const operands = (node: Node): Value[] => Object.values<Value>(node.operand);
const results = (node: Node): Value[] => Object.values<Value>(node.result);

/** Transpositions and reshapes of inputs, and of other such. */
export function inputLayouts(graph: Graph, order: readonly Node[]): ReadonlySet<Node> {
  const found = new Set<Node>();
  for (const node of order) {
    if (node.op.name !== qnn.reshape.name && node.op.name !== qnn.transpose.name) continue;
    const isInput = (value: Value): boolean =>
      value.owner ? found.has(value.owner.node) : graph.inputs.includes(value);
    if (operands(node).every(isInput)) found.add(node);
  }
  return found;
}

function ancestors(region: ReadonlySet<Node>): ReadonlySet<Node> {
  const found = new Set<Node>(region);
  for (const node of found) for (const { owner } of operands(node)) if (owner) found.add(owner.node);
  return found;
}

/** Values that one part computes and others read, with the parts that do. */
function wantedValues(
  graph: Graph,
  parts: Readonly<Record<Part, readonly Node[]>>,
  layouts: ReadonlySet<Node>,
): ReadonlyMap<Value, ReadonlySet<Part>> {
  const wanted = new Map<Value, Set<Part>>();
  for (const part of partNames) {
    const own = new Set(parts[part]);
    for (const node of parts[part]) {
      for (const value of operands(node)) {
        if (!value.owner || own.has(value.owner.node) || layouts.has(value.owner.node)) continue;
        wanted.set(value, (wanted.get(value) ?? new Set()).add(part));
      }
    }
  }
  return wanted;
}

/** A part's nodes with the layouts of inputs that they, or an output that is nothing else, need. */
function withLayouts(
  nodes: readonly Node[],
  order: readonly Node[],
  layouts: ReadonlySet<Node>,
  graph: Graph,
  isLast: boolean,
): readonly Node[] {
  const needed = new Set<Node>(nodes);
  if (isLast) for (const { owner } of graph.outputs) if (owner && layouts.has(owner.node)) needed.add(owner.node);
  for (const node of needed) {
    for (const { owner } of operands(node)) if (owner && layouts.has(owner.node)) needed.add(owner.node);
  }
  return order.filter((node) => needed.has(node));
}

/** A name for each value that no port of the graph has. */
function portNames(graph: Graph): ReadonlyMap<Value, string> {
  const taken = new Set([...graph.inputPorts, ...graph.outputPorts].map(({ name }) => name));
  const names = new Map<Value, string>();
  for (const node of graph.order()) {
    for (const value of results(node)) {
      const wanted = value.name ?? node.name;
      let name = wanted;
      for (let i = 1; taken.has(name); i++) name = `${wanted}_${i}`;
      taken.add(name);
      names.set(value, name);
    }
  }
  return names;
}

const straight = ({ type }: Value): number[] => type.shape.map((_, axis) => axis);

const inputPort = (value: Value, name: string): InputPort => ({ name, source: value.type, perm: straight(value) });

const outputPort = (value: Value, name: string): OutputPort => ({
  name,
  source: value.type,
  scale: [1],
  bias: [0],
  shape: value.type.shape,
  perm: straight(value),
});
