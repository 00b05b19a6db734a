import { isNode, type Ask, type Diagnostic, type Graph, type Node, type Value } from '@finnc/ir';
import { cycles, fifo, sliceDepth, streams, wordsOf, type LayerActors, type Stream } from '@finnc/ir/hw';
import { Assembly } from './assembly.ts';
import { cycleDiagnostics } from './diagnostics.ts';
import type { ActorNetwork } from './network.ts';

/** A design in time: its actors, and where in the graph its queues are. */
export interface Design {
  readonly network: ActorNetwork;
  /** By queue: the stream between layers or a port that it carries; none for a queue within a layer. */
  readonly streams: readonly (DesignStream | undefined)[];
}

export interface DesignStream {
  /** Its FIFO in the graph; none for a register slice. */
  readonly fifo?: Node<typeof fifo>;
  /** What it carries, where a layer says so. */
  readonly stream?: Stream;
  readonly from?: End;
  readonly to?: End;
}

/** An operand or a result of a layer. */
export interface End {
  readonly node: Node;
  readonly port: string;
}

interface Context extends Ask {
  report(diagnostic: Diagnostic): void;
}

/** The actors of a graph in stage `folded`, connected by its FIFOs; undefined where a layer has none, which is reported. */
export function designOf(graph: Graph, cx: Context): Design | undefined {
  const layers = graph.order().filter((node) => !isNode(node, fifo));
  const answers = new Map<Node, LayerActors>();
  const mute = new Map<string, string[]>();
  for (const node of layers) {
    const answer = cx.ask(cycles, node, undefined);
    if (answer && answer.actors.length > 0) answers.set(node, answer);
    else mute.set(node.op.name, [...(mute.get(node.op.name) ?? []), node.name]);
  }
  for (const [op, names] of mute) cx.report(cycleDiagnostics.noActors({ op, layers: names }));
  if (mute.size > 0) return undefined;
  try {
    return assemble(graph, answers, cx);
  } catch (error) {
    // What does not fit is an answer of a plugin, and says so.
    if (!(error instanceof RangeError)) throw error;
    cx.report(cycleDiagnostics.unfit({ reason: error.message }));
    return undefined;
  }
}

function assemble(graph: Graph, answers: ReadonlyMap<Node, LayerActors>, ask: Ask): Design {
  const assembly = new Assembly();
  const carried: DesignStream[] = [];
  const ports = new Map<Node, Record<string, number>>([...answers.keys()].map((node) => [node, {}]));
  const values = [...graph.inputs, ...[...answers.keys()].flatMap((node) => Object.values<Value>(node.result))];
  for (const value of values) {
    const from: End | undefined = value.owner && { node: value.owner.node, port: value.owner.result };
    const { queue, to } = follow(graph, value);
    const [outer, inner] = [from?.node.name ?? value.name ?? 'input', to?.node.name ?? 'output'];
    const words = wordsAt(from, 'write', answers) ?? wordsAt(to, 'read', answers) ?? 0;
    const index = assembly.queue(queue?.name ?? `${outer} -> ${inner}`, queue?.attrs.depth ?? sliceDepth, words);
    const stream =
      (from && ask.ask(streams, from.node, undefined)?.outputs[from.port]) ??
      (to && ask.ask(streams, to.node, undefined)?.inputs[to.port]);
    carried[index] = {
      ...(queue ? { fifo: queue } : {}),
      ...(stream ? { stream } : {}),
      ...(from ? { from } : {}),
      ...(to ? { to } : {}),
    };
    for (const end of [from, to]) if (end) ports.get(end.node)![end.port] = index;
  }
  for (const [node, answer] of answers) assembly.layer(node.name, answer, ports.get(node)!);
  const network = assembly.network();
  return { network, streams: network.queues.map((_queue, i) => carried[i]) };
}

/** The FIFO behind a value, if there is one, and who reads it. */
function follow(graph: Graph, value: Value): { readonly queue?: Node<typeof fifo>; readonly to?: End } {
  const readers = [...value.uses];
  const [only] = readers;
  const outputs = graph.outputs.filter((output) => output === value).length;
  const name = value.owner?.node.name ?? value.name ?? 'input';
  if (readers.length + outputs > 1) throw new RangeError(`the stream behind '${name}' has several readers and no fork`);
  if (!only) return {};
  if (!isNode(only.node, fifo)) return { to: { node: only.node, port: only.operand } };
  const behind = follow(graph, only.node.result.y);
  if (behind.queue) throw new RangeError(`'${only.node.name}' and '${behind.queue.name}' are FIFOs in a row`);
  return { ...behind, queue: only.node };
}

/** Words a frame that the actors of a layer move through a port. */
function wordsAt(
  end: End | undefined,
  side: 'read' | 'write',
  answers: ReadonlyMap<Node, LayerActors>,
): number | undefined {
  for (const { schedule } of (end && answers.get(end.node)?.actors) ?? []) {
    const words = wordsOf(schedule)[side].get(end!.port);
    if (words !== undefined) return words;
  }
  return undefined;
}
