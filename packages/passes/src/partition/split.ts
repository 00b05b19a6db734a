import { extractGraph, type Value, type Graph, type InputPort, type Node, type OutputPort } from '@finnc/ir';
import { inputLayouts, layoutsOf, operands } from './layouts.ts';

/** Three graphs that compute in turn what one did; values pass between them under the names of their ports. */
export interface Split {
  readonly pre: Graph | undefined;
  readonly hardware: Graph;
  readonly post: Graph | undefined;
}

/**
 * Cuts a graph in what comes before a region, the region, and what comes after. The order and layout of elements that
 * only what enters a part has undergone is made on both sides of a cut rather than sent over it.
 *
 * @param region  nodes that no path leaves and enters again
 */
export function split(graph: Graph, region: ReadonlySet<Node>): Split {
  const order = graph.order();
  const before = ancestors(region);
  const ofInputs = inputLayouts(graph, order);
  // No layer would compute an output that the region merely rearranges.
  const ofHost = layoutsOf(
    [...order].filter((node) => region.has(node) && !ofInputs.has(node)),
    ({ owner }) => (owner ? !region.has(owner.node) && !ofInputs.has(owner.node) : false),
  );
  const layouts = new Set([...ofInputs, ...ofHost]);
  const isBefore = (node: Node): boolean => before.has(node) && !region.has(node) && !layouts.has(node);
  const partOf = (node: Node): Part => (region.has(node) ? 'hardware' : isBefore(node) ? 'pre' : 'post');
  const computing = order.filter((node) => !layouts.has(node));
  const own = (part: Part): readonly Node[] => computing.filter((node) => partOf(node) === part);
  const parts: Record<Part, readonly Node[]> = { pre: own('pre'), hardware: own('hardware'), post: own('post') };
  const names = portNames(graph);
  const made = new Map<Value, Part>();
  for (const part of partNames)
    for (const node of parts[part]) for (const value of results(node)) made.set(value, part);
  const outputPart = (value: Value): Part =>
    made.get(value) ?? (value.owner && ofHost.has(value.owner.node) ? 'pre' : 'post');
  for (const part of partNames) {
    const given = graph.outputs.filter((value) => outputPart(value) === part);
    parts[part] = withLayouts(parts[part], order, layouts, given);
  }
  const wanted = wantedValues(parts);
  const extract = (part: Part): Graph | undefined => {
    const nodes = parts[part];
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

const results = (node: Node): Value[] => Object.values<Value>(node.result);

function ancestors(region: ReadonlySet<Node>): ReadonlySet<Node> {
  const found = new Set<Node>(region);
  for (const node of found) for (const { owner } of operands(node)) if (owner) found.add(owner.node);
  return found;
}

/** Values that one part computes and others read, with the parts that do. */
function wantedValues(parts: Readonly<Record<Part, readonly Node[]>>): ReadonlyMap<Value, ReadonlySet<Part>> {
  const wanted = new Map<Value, Set<Part>>();
  for (const part of partNames) {
    const own = new Set(parts[part]);
    for (const node of parts[part]) {
      for (const value of operands(node)) {
        if (!value.owner || own.has(value.owner.node)) continue;
        wanted.set(value, (wanted.get(value) ?? new Set()).add(part));
      }
    }
  }
  return wanted;
}

/** A part's nodes with the layouts that they, or an output of the part that is nothing else, need. */
function withLayouts(
  nodes: readonly Node[],
  order: readonly Node[],
  layouts: ReadonlySet<Node>,
  given: readonly Value[],
): readonly Node[] {
  const needed = new Set<Node>(nodes);
  for (const { owner } of given) if (owner && layouts.has(owner.node)) needed.add(owner.node);
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
