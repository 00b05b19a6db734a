import type { EmitContext, Graph } from '@finnc/ir';
import { identifier, wire, type WiredLayer, type Wiring } from '@finnc/ir/hw';
import { rtlDiagnostics } from '../diagnostics.ts';
import { rtl, type RtlModule } from '../facet.ts';

export interface Instance extends WiredLayer {
  readonly rtl: RtlModule;
}
/** A graph as the emitter prints it. */
export interface Design extends Pick<Wiring, 'inputs' | 'outputs' | 'channels'> {
  readonly top: string;
  readonly instances: readonly Instance[];
}

/** Lays a folded graph out; what cannot be emitted is reported, all of it, and gives undefined. */
export function layOut(graph: Graph, cx: EmitContext): Design | undefined {
  const { layers, unknown, ...wiring } = wire(graph, cx);
  for (const { name, op } of unknown) cx.report(rtlDiagnostics.noStreams({ layer: name, op: op.name }, name));
  const answers = layers.map((layer) => cx.ask(rtl, layer.node, { name: layer.name, streams: layer.streams }));
  const known = [...new Set(layers.filter((_, i) => answers[i]).map(({ node }) => node.op.name))];
  const instances: Instance[] = [];
  layers.forEach((layer, i) => {
    const answer = answers[i];
    const about = { layer: layer.node.name, op: layer.node.op.name };
    if (!answer) cx.report(rtlDiagnostics.noModule({ ...about, known }, layer.node.name));
    else if ('none' in answer) cx.report(rtlDiagnostics.noForm({ ...about, reason: answer.none }, layer.node.name));
    else instances.push({ ...layer, rtl: answer });
  });
  if (unknown.length > 0 || instances.length < layers.length) return undefined;
  return { top: `${identifier(graph.name)}_top`, ...wiring, instances };
}
