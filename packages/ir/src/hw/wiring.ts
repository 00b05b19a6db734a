import type { Ask } from '../facet/facet.ts';
import type { Graph, Node, Value } from '../graph/graph.ts';
import { sliceDepth } from './cycles.ts';
import { beatBits, streams, type Stream, type Streams } from './facets.ts';
import { fifo } from './plumbing.ts';

/** A stream between layers, or between a layer and a port: a queue of `depth` words of `bits` bits. */
export interface Channel {
  readonly name: string;
  readonly bits: number;
  readonly depth: number;
}
/** A port of the network and the channel behind it. */
export interface WiredPort {
  readonly name: string;
  readonly value: Value;
  readonly stream: Stream;
  readonly channel: Channel;
}
/** A layer, and the channels at its operands and results. */
export interface WiredLayer {
  readonly node: Node;
  /** Unique in the design, and an identifier. */
  readonly name: string;
  readonly streams: Streams;
  readonly inputs: Readonly<Record<string, Channel>>;
  readonly outputs: Readonly<Record<string, Channel>>;
}
/** A folded graph as emitters print it. A FIFO is no layer but the depth of the channel it stands for. */
export interface Wiring {
  readonly inputs: readonly WiredPort[];
  readonly outputs: readonly WiredPort[];
  readonly channels: readonly Channel[];
  readonly layers: readonly WiredLayer[];
  /** Layers that do not say what they stream, and so have no channels. */
  readonly unknown: readonly Node[];
}

/** Names as C++ and Verilog want them: letters, digits, underscore, lower case, no leading digit. */
export function identifier(name: string): string {
  const safe =
    name
      .toLowerCase()
      .replace(/[^a-z0-9_]+/g, '_')
      .replace(/^_+|_+$/g, '')
      .slice(0, 48) || 'net';
  return /^[0-9]/.test(safe) ? `n${safe}` : safe;
}

/** Hands out identifiers, each once: names that differ only in case, in signs or behind 48 letters get a number. */
export function identifiers(): (name: string) => string {
  const taken = new Set<string>();
  return (name) => {
    const base = identifier(name);
    let free = base;
    for (let i = 2; taken.has(free); i++) free = `${base}_${i}`;
    taken.add(free);
    return free;
  };
}

/** Lays a folded graph out in channels and layers, in the order of the graph. */
export function wire(graph: Graph, cx: Ask): Wiring {
  const order = graph.order();
  const depths = new Map<Value, number>();
  const source = (value: Value): Value => {
    const queue = value.producer(fifo);
    return queue ? source(queue.operand.x) : value;
  };
  for (const node of order) {
    if (node.op.name === fifo.name)
      depths.set(source((node.operand as { readonly x: Value }).x), (node.attrs as { readonly depth: number }).depth);
  }
  const channels = new Map<Value, Channel>();
  const channelOf = (value: Value, stream: Stream): Channel => {
    const from = source(value);
    const known = channels.get(from);
    if (known) return known;
    const fresh = { name: `s${channels.size}`, bits: beatBits(stream), depth: depths.get(from) ?? sliceDepth };
    channels.set(from, fresh);
    return fresh;
  };
  const inputs: WiredPort[] = [];
  const outputs: WiredPort[] = [];
  const layers: WiredLayer[] = [];
  const unknown: Node[] = [];
  const nameOf = identifiers();
  for (const node of order) {
    if (node.op.name === fifo.name) continue;
    const name = nameOf(node.name);
    const known = cx.ask(streams, node, undefined);
    if (!known) {
      unknown.push(node);
      continue;
    }
    const wired = { inputs: {} as Record<string, Channel>, outputs: {} as Record<string, Channel> };
    for (const [key, stream] of Object.entries(known.inputs)) {
      const value = source((node.operand as Record<string, Value>)[key]!);
      const channel = (wired.inputs[key] = channelOf(value, stream));
      const index = graph.inputs.indexOf(value);
      if (index >= 0) inputs[index] = { name: portName('s_axis', index, graph.inputs.length), value, stream, channel };
    }
    for (const [key, stream] of Object.entries(known.outputs)) {
      const value = (node.result as Record<string, Value>)[key]!;
      const channel = (wired.outputs[key] = channelOf(value, stream));
      graph.outputs.forEach((output, index) => {
        if (source(output) === value)
          outputs[index] = { name: portName('m_axis', index, graph.outputs.length), value, stream, channel };
      });
    }
    layers.push({ node, name, streams: known, ...wired });
  }
  return { inputs, outputs, channels: [...channels.values()], layers, unknown };
}

const portName = (base: string, index: number, count: number): string => (count === 1 ? base : `${base}_${index}`);
