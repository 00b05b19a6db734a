import type { EmitContext, Graph, Node } from '@finnc/ir';
import { identifier, wire, type Channel, type Wiring } from '@finnc/ir/hw';
import { hlsDiagnostics, MAX_BEAT_BITS } from '../diagnostics.ts';
import { hls, type HlsProcess } from '../facet.ts';

export interface Process {
  readonly node: Node;
  readonly process: HlsProcess;
  readonly arguments: readonly string[];
}
/** A graph as the emitter prints it: channels, the processes between them, the ports at the ends. */
export interface Design extends Pick<Wiring, 'inputs' | 'outputs' | 'channels'> {
  readonly top: string;
  readonly processes: readonly Process[];
}

/** Lays a folded graph out; what cannot be emitted is reported and gives undefined. */
export function layOut(graph: Graph, cx: EmitContext): Design | undefined {
  const { layers, unknown, ...wiring } = wire(graph, cx);
  let ok = unknown.length === 0;
  for (const { name, op } of unknown) cx.report(hlsDiagnostics.noStreams({ layer: name, op: op.name }, name));
  const processes: Process[] = [];
  const seen = new Set<Channel>();
  for (const { node, name, streams, inputs, outputs } of layers) {
    const channels = [...Object.values(inputs), ...Object.values(outputs)];
    for (const channel of channels) {
      if (channel.bits > MAX_BEAT_BITS && !seen.has(channel)) {
        cx.report(hlsDiagnostics.wideBeat({ layer: node.name, bits: channel.bits, limit: MAX_BEAT_BITS }, node.name));
        ok = false;
      }
      seen.add(channel);
    }
    const process = cx.ask(hls, node, { name, streams });
    if (process) {
      const ends = channels.map((channel) => channel.name);
      processes.push({ node, process, arguments: [...ends, ...(process.constants ?? []), 'frames'] });
    } else {
      cx.report(hlsDiagnostics.noProcess({ layer: node.name, op: node.op.name }, node.name));
      ok = false;
    }
  }
  return ok ? { top: `${identifier(graph.name)}_top`, ...wiring, processes } : undefined;
}
