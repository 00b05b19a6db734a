import {
  analyseIntegers,
  cloneGraph,
  definePass,
  isInteger,
  option,
  qnn,
  quantises,
  type Ask,
  type Graph,
  type HostOperation,
  type Node,
  type Value,
} from '@finnc/ir';
import { passDiagnostics } from '../diagnostics.ts';
import type { HostPartition } from './partition.ts';
import { handedThrough } from './handed-through.ts';
import { inputLayouts, movesOnly, operands } from './layouts.ts';
import { hardwareRegion } from './region.ts';
import { split } from './split.ts';

/** Whoever has to know how a network was split; not told of one that is all hardware. */
export interface SplitReceiver {
  readonly onSplit?: (host: HostPartition) => void;
}

/**
 * Splits a network in which real numbers are left: the graph becomes its hardware region, and the receiver is told
 * what a host has to compute before and after, with the reasons. A network of integers stays as it is, if layers
 * compute all its outputs and read all its inputs.
 */
export const partitionHost = definePass({
  name: 'partition-host',
  summary: 'Leave to a host what has no integer form; the rest is hardware.',
  needs: 'qnn',
  gives: 'integer',
  options: {
    requireHardware: option.flag(false, { describe: 'whether operations outside the hardware are an error' }),
    allowHost: option.flag(false, { describe: 'whether a network without any hardware may run on the host' }),
    hostQuantises: option.flag(false, { describe: 'whether the host quantises the inputs, and hands codes over' }),
    unsuited: option.value<ReadonlyMap<string, string>>(new Map(), {
      describe: 'nodes that no layer takes, by name, with the reason',
    }),
    split: option.value<SplitReceiver>({}, { describe: 'is told of the parts that the host runs' }),
  },
  run(graph, { requireHardware, allowHost, hostQuantises, unsuited: declined, split: { onSplit } }, cx) {
    const order = graph.order();
    const layouts = inputLayouts(graph, order);
    const wished = hostQuantises ? inputQuantisers(graph, layouts, cx) : [];
    const unsuited = new Map([...declined, ...wished.map(({ name }) => [name, asWished] as const)]);
    const computing = order.filter((node) => !layouts.has(node));
    const capable = new Set(computing.filter((node) => isOfIntegers(node, cx) && !unsuited.has(node.name)));
    const handed = handedThrough(graph);
    if (capable.size === computing.length && handed.length === 0) return;
    const found = hardwareRegion(computing, capable, cx);
    const region = [...found].some((node) => !movesOnly(node)) ? found : new Set<Node>();
    const parts = region.size > 0 ? split(graph, region) : undefined;
    const layers = new Set(parts?.hardware.order().map(({ name }) => name));
    const reasonOf = reasonsOf(graph, cx, unsuited);
    const operations = [
      ...operationsOf(
        computing.filter((node) => !layers.has(node.name)),
        (node) => (region.has(node) ? 'it only rearranges what the host computes' : reasonOf(node)),
      ),
      ...handed,
    ];
    const about = {
      operations,
      inputs: [...graph.inputPorts],
      inputTypes: graph.inputs.map(({ type }) => type),
      outputs: [...graph.outputPorts],
    };
    const reported = tally(operations);
    if (!parts && !allowHost) {
      cx.report(passDiagnostics.noHardware({ operations: reported }));
      return;
    }
    const others = operations.filter(({ reason }) => reason !== asWished);
    if (requireHardware && others.length > 0) {
      cx.report(passDiagnostics.notInHardware({ count: others.length, operations: tally(others) }));
      return;
    }
    if (!parts) {
      const pre = cloneGraph(graph);
      become(graph, undefined);
      onSplit?.({ ...about, pre, hasHardware: false });
      return;
    }
    const { pre, hardware, post } = parts;
    become(graph, hardware);
    onSplit?.({ ...about, hasHardware: true, ...(pre ? { pre } : {}), ...(post ? { post } : {}) });
  },
});

const asWished = 'the host quantises the inputs, as the build is told to';

/** What turns the values of inputs into codes before anything else is done with them. */
const inputQuantisers = (graph: Graph, layouts: ReadonlySet<Node>, ask: Ask): readonly Node[] =>
  graph.order().filter((node) => {
    const moving = operands(node).filter((value) => !value.constant);
    const isGiven = (value: Value): boolean =>
      graph.inputs.includes(value) || (value.owner !== undefined && layouts.has(value.owner.node));
    return ask.ask(quantises, node, undefined) === true && moving.length > 0 && moving.every(isGiven);
  });

/** Whether a node computes integers, from integers or, where it quantises, from real numbers. */
const isOfIntegers = (node: Node, ask: Ask): boolean => {
  const areIntegers = (values: readonly Value[]): boolean => values.every(({ type }) => isInteger(type.elem));
  const moving = Object.values<Value>(node.operand).filter((value) => !value.constant);
  const reads = areIntegers(moving) || ask.ask(quantises, node, undefined) === true;
  return reads && areIntegers(Object.values<Value>(node.result));
};

/** Lets a graph hold another one's nodes, inputs and outputs; a pass changes its graph in place. */
function become(graph: Graph, other: Graph | undefined): void {
  graph.outputs.length = 0;
  graph.outputPorts.length = 0;
  graph.sweep();
  graph.inputs.length = 0;
  graph.inputPorts.length = 0;
  if (other) graph.absorb(other);
}

function reasonsOf(graph: Graph, ask: Ask, unsuited: ReadonlyMap<string, string>): (node: Node) => string {
  const { reasons } = analyseIntegers(graph, ask);
  return (node) =>
    unsuited.get(node.name) ??
    reasons.get(node) ??
    (isOfIntegers(node, ask)
      ? 'it is in another integer region than the hardware, with operations of the host in between'
      : 'real numbers come in or are wanted behind it, with no quantiser in between');
}

/** The operations of the source model that nodes come from, each once. */
function operationsOf(nodes: readonly Node[], reasonOf: (node: Node) => string): readonly HostOperation[] {
  const found = new Map<string, HostOperation>();
  const fixed = new Set<Node>();
  for (const node of nodes) {
    // Weights are made once, by nobody at run time.
    const isFixed = Object.values<Value>(node.operand).every((value) =>
      value.owner ? fixed.has(value.owner.node) : value.constant,
    );
    if (isFixed) {
      fixed.add(node);
      continue;
    }
    const name = node.origin.at(-1) ?? node.name;
    // streamline turns integers into real numbers for the sake of the operation that reads them.
    const isHelper = node.op.name === qnn.dequant.name;
    if (!isHelper && !found.has(name)) found.set(name, { node: name, op: node.op.name, reason: reasonOf(node) });
  }
  return [...found.values()];
}

/** One line an operation, the first ones of many. */
function tally(operations: readonly HostOperation[]): readonly string[] {
  const lines = operations.map(({ node, op, reason }) => `'${node}' (${op}): ${reason}`);
  const most = 5;
  return lines.length > most ? [...lines.slice(0, most), `and ${lines.length - most} more`] : lines;
}
