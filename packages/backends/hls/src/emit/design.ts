import type { EmitContext, Graph, Node, Value } from '@finnc/ir';
import { beatBits, fifo, streams, type Stream } from '@finnc/ir/hw';
import { hlsDiagnostics, MAX_BEAT_BITS } from '../diagnostics.ts';
import { hls, type HlsProcess } from '../facet.ts';

/** A stream of the dataflow region. */
export interface Channel {
  readonly name: string;
  readonly bits: number;
  readonly depth: number;
}
export interface Process {
  readonly node: Node;
  readonly process: HlsProcess;
  readonly arguments: readonly string[];
}
/** A port of the top function: its AXI stream and the channel behind it. */
export interface Port {
  readonly name: string;
  readonly value: Value;
  readonly stream: Stream;
  readonly channel: Channel;
}
/** A graph as the emitter prints it: channels, the processes between them, the ports at the ends. */
export interface Design {
  readonly top: string;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly channels: readonly Channel[];
  readonly processes: readonly Process[];
}

/** Names as C++ wants them: letters, digits, underscore, lower case, no leading digit. */
export function identifier(name: string): string {
  const safe =
    name
      .toLowerCase()
      .replace(/[^a-z0-9_]+/g, '_')
      .replace(/^_+|_+$/g, '')
      .slice(0, 48) || 'net';
  return /^[0-9]/.test(safe) ? `n${safe}` : safe;
}

/**
 * Hands out identifiers, each once: names that differ only in case, in signs C++ lacks or behind 48 letters get a
 * number.
 */
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

/** Lays a folded graph out; what cannot be emitted is reported and gives undefined. */
export function layOut(graph: Graph, cx: EmitContext): Design | undefined {
  const order = graph.order();
  let ok = true;
  const depths = new Map<Value, number>();
  // A FIFO is no process but the depth of the channel it stands for.
  const source = (value: Value): Value => {
    const queue = value.producer(fifo);
    return queue ? source(queue.operand.x) : value;
  };
  for (const node of order) {
    if (node.op.name === fifo.name)
      depths.set(source((node.operand as { readonly x: Value }).x), (node.attrs as { readonly depth: number }).depth);
  }
  const channels = new Map<Value, Channel>();
  const channelOf = (value: Value, stream: Stream, layer: string): Channel => {
    const from = source(value);
    const known = channels.get(from);
    if (known) return known;
    const bits = beatBits(stream);
    if (bits > MAX_BEAT_BITS) {
      cx.report(hlsDiagnostics.wideBeat({ layer, bits, limit: MAX_BEAT_BITS }, layer));
      ok = false;
    }
    const fresh = { name: `s${channels.size}`, bits, depth: depths.get(from) ?? 2 };
    channels.set(from, fresh);
    return fresh;
  };
  const inputs: Port[] = [];
  const outputs: Port[] = [];
  const processes: Process[] = [];
  const nameOf = identifiers();
  for (const node of order) {
    if (node.op.name === fifo.name) continue;
    const known = cx.ask(streams, node, undefined);
    const process = known && cx.ask(hls, node, { name: nameOf(node.name), streams: known });
    if (!known || !process) {
      const about = { layer: node.name, op: node.op.name };
      cx.report(known ? hlsDiagnostics.noProcess(about, node.name) : hlsDiagnostics.noStreams(about, node.name));
      ok = false;
      continue;
    }
    const ends: string[] = [];
    for (const [key, stream] of Object.entries(known.inputs)) {
      const value = (node.operand as Record<string, Value>)[key]!;
      const channel = channelOf(value, stream, node.name);
      ends.push(channel.name);
      const index = graph.inputs.indexOf(source(value));
      if (index >= 0)
        inputs[index] = { name: portName('in', index, graph.inputs.length), value: source(value), stream, channel };
    }
    for (const [key, stream] of Object.entries(known.outputs)) {
      const value = (node.result as Record<string, Value>)[key]!;
      const channel = channelOf(value, stream, node.name);
      ends.push(channel.name);
      graph.outputs.forEach((output, index) => {
        if (source(output) === value)
          outputs[index] = { name: portName('out', index, graph.outputs.length), value, stream, channel };
      });
    }
    processes.push({ node, process, arguments: [...ends, ...(process.constants ?? []), 'frames'] });
  }
  if (!ok) return undefined;
  return { top: `${identifier(graph.name)}_top`, inputs, outputs, channels: [...channels.values()], processes };
}

const portName = (kind: 'in' | 'out', index: number, count: number): string => {
  const base = kind === 'in' ? 's_axis' : 'm_axis';
  return count === 1 ? base : `${base}_${index}`;
};
