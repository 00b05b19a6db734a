import type { Graph, Node, PassContext, Value } from '@finnc/ir';
import { fifo, folding, fork, resources, streams, width, type Stream, type Target } from '@finnc/ir/hw';
import { connectionDepth } from '../../stream/connection-depth.ts';
import { applyValues } from '../assigned.ts';
import { lanesOf, legalValues, type FoldValues } from '../values.ts';
import { costOf, free, plus, type Cost } from './cost.ts';
import type { Choice, FoldingProblem, LayerChoices, Net } from './problem.ts';

/** A network as a folding problem, with the values behind each choice. */
export interface Priced {
  readonly problem: FoldingProblem;
  readonly layers: readonly { readonly node: Node; readonly values: readonly FoldValues[] }[];
  /** Kinds of nodes without an estimate: a layer of them has the fewest lanes, and what they cost is not in the sum. */
  readonly unpriced: ReadonlySet<string>;
}

/**
 * Asks every layer for its resources at every legal folding, and the plumbing between layers for what it takes.
 *
 * A FIFO costs what the deepest does that a connection without branches gets, see `connectionDepth`; what joins need is
 * the same bits for every folding, and sizes by a cycle model come later.
 *
 * @param fixed  layers whose folding is given
 * @param least  the folding of a layer that has no estimate
 */
export function priceFoldings(
  graph: Graph,
  cx: PassContext,
  {
    target,
    fixed,
    least,
    maxDepth,
  }: {
    readonly target: Target;
    readonly fixed: ReadonlyMap<Node, FoldValues>;
    readonly least: (node: Node) => FoldValues | undefined;
    readonly maxDepth: number;
  },
): Priced {
  const order = graph.order();
  const nets = new Map<Value, PricedNet>();
  const netOf = (value: Value): PricedNet => {
    const known = nets.get(value);
    if (known) return known;
    const fresh = openNet(graph, value, nets.size, { cx, target, maxDepth, unpriced });
    nets.set(value, fresh);
    return fresh;
  };
  const layers: { node: Node; values: FoldValues[]; choices: LayerChoices }[] = [];
  const unpriced = new Set<string>();
  for (const node of order) {
    const how = cx.ask(folding, node, undefined);
    const given = fixed.get(node);
    const hasEstimate = cx.ask(resources, node, target) !== undefined;
    if (!hasEstimate) unpriced.add(node.op.name);
    const few = given ?? (hasEstimate ? undefined : (least(node) ?? {}));
    const values = few ? [few] : how ? [...legalValues(how)] : [{}];
    const asked = cx.ask(streams, node, undefined);
    const reads = Object.keys(asked?.inputs ?? {}).map((key) => netOf((node.operand as Record<string, Value>)[key]!));
    const writes = Object.keys(asked?.outputs ?? {}).map((key) => netOf((node.result as Record<string, Value>)[key]!));
    const choices = values.map((each): Choice => {
      const twin = graph.add(node.op, node.operand, { ...node.attrs, ...each });
      const estimate = cx.ask(resources, twin, target);
      const { inputs = {}, outputs = {} } = cx.ask(streams, twin, undefined) ?? {};
      graph.erase(twin);
      return {
        cycles: how?.cycles(each) ?? 0,
        cost: estimate ? costOf(estimate) : free,
        reads: Object.values(inputs).map(({ lanes }) => lanes),
        writes: Object.values(outputs).map((stream, i) => writes[i]!.formOf(stream)),
        rank: lanesOf(each),
      };
    });
    layers.push({
      node,
      values,
      choices: { reads: reads.map(({ index }) => index), writes: writes.map(({ index }) => index), choices },
    });
  }
  return {
    problem: { layers: layers.map(({ choices }) => choices), nets: [...nets.values()] },
    layers,
    unpriced,
  };
}

interface PricedNet extends Net {
  readonly index: number;
  /** The form of what a layer writes: its lanes, and how many beats leave at once. */
  formOf(stream: Stream): number;
}

function openNet(
  graph: Graph,
  value: Value,
  index: number,
  {
    cx,
    target,
    maxDepth,
    unpriced,
  }: { readonly cx: PassContext; readonly target: Target; readonly maxDepth: number; readonly unpriced: Set<string> },
): PricedNet {
  const written = value.owner !== undefined;
  const forms: Pick<Stream, 'lanes' | 'burst'>[] = [];
  const lanesOfForm = (form: number): number => (written ? forms[form]!.lanes : form);
  const layers = value.uses.size;
  const ways = layers + graph.outputs.filter((output) => output === value).length;
  const price = (node: Node): Cost => {
    const estimate = cx.ask(resources, node, target);
    graph.erase(node);
    if (!estimate) unpriced.add(node.op.name);
    return estimate ? costOf(estimate) : free;
  };
  return {
    index,
    readers: layers,
    written,
    formOf({ lanes, burst }) {
      const found = forms.findIndex((form) => form.lanes === lanes && form.burst === burst);
      return found >= 0 ? found : forms.push({ lanes, ...(burst === undefined ? {} : { burst }) }) - 1;
    },
    connect: remembered((form, lanes) => {
      const from = lanesOfForm(form);
      // Behind a fork, nothing leaves in bursts.
      const depth = connectionDepth(ways > 1 || !written ? {} : forms[form]!, maxDepth);
      const queue = price(graph.add(fifo, { x: value }, { depth, lanes: from }));
      if (from === lanes) return queue;
      return plus(queue, price(graph.add(width, { x: value }, { inLanes: from, outLanes: lanes })));
    }),
    fork: remembered((form) => {
      let cost = free;
      if (ways < 2) return cost;
      const one = price(graph.add(fork, { x: value }, { lanes: lanesOfForm(form) }));
      for (let more = ways; more > 1; more--) cost = plus(cost, one);
      return cost;
    }),
  };
}

function remembered(price: (form: number, lanes: number) => Cost): (form: number, lanes?: number) => Cost {
  const known = new Map<string, Cost>();
  return (form, lanes = 0) => {
    const key = `${form},${lanes}`;
    const cost = known.get(key) ?? price(form, lanes);
    known.set(key, cost);
    return cost;
  };
}

/** Gives each layer the folding of a solution. */
export function applyFoldings(graph: Graph, { layers }: Priced, chosen: readonly number[]): void {
  for (const [i, { node, values }] of layers.entries()) {
    applyValues(graph, node, values[chosen[i]!]!);
  }
}
