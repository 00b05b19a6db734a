import { isNode, type Ask, type Diagnostic, type Graph, type Node, type Value } from '@finnc/ir';
import { beatBits, cycles, fifo, sliceDepth, streams, wordsOf, type LayerActors } from '@finnc/ir/hw';
import { Assembly } from './assembly.ts';
import { cycleDiagnostics } from './diagnostics.ts';
import type { ActorNetwork } from './network.ts';

/** A design in time: its actors, and where in the graph its queues are. */
export interface Design {
  readonly network: ActorNetwork;
  /** By queue: the FIFO of the graph; none for a register slice and for a queue within a layer. */
  readonly fifos: readonly (Node<typeof fifo> | undefined)[];
  /** By queue: bits of a word, where a layer says what it streams. */
  readonly bits: readonly (number | undefined)[];
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

/** Where a stream leaves from and where it goes; neither at a port of the network. */
interface End {
  readonly node: Node;
  readonly port: string;
}

function assemble(graph: Graph, answers: ReadonlyMap<Node, LayerActors>, ask: Ask): Design {
  const assembly = new Assembly();
  const fifos: (Node<typeof fifo> | undefined)[] = [];
  const bits: (number | undefined)[] = [];
  const ports = new Map<Node, Record<string, number>>([...answers.keys()].map((node) => [node, {}]));
  const values = [...graph.inputs, ...[...answers.keys()].flatMap((node) => Object.values<Value>(node.result))];
  for (const value of values) {
    const from: End | undefined = value.owner && { node: value.owner.node, port: value.owner.result };
    const { queue, to } = follow(graph, value);
    const [outer, inner] = [from?.node.name ?? value.name ?? 'input', to?.node.name ?? 'output'];
    const words = wordsAt(from, 'write', answers) ?? wordsAt(to, 'read', answers) ?? 0;
    const index = assembly.queue(queue?.name ?? `${outer} -> ${inner}`, queue?.attrs.depth ?? sliceDepth, words);
    fifos[index] = queue;
    const stream =
      (from && ask.ask(streams, from.node, undefined)?.outputs[from.port]) ??
      (to && ask.ask(streams, to.node, undefined)?.inputs[to.port]);
    bits[index] = stream && beatBits(stream);
    for (const end of [from, to]) if (end) ports.get(end.node)![end.port] = index;
  }
  for (const [node, answer] of answers) assembly.layer(node.name, answer, ports.get(node)!);
  const network = assembly.network();
  return {
    network,
    fifos: network.queues.map((_queue, i) => fifos[i]),
    bits: network.queues.map((_queue, i) => bits[i]),
  };
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
