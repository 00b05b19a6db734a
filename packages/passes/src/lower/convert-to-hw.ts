import {
  applyRules,
  definePass,
  option,
  qnn,
  rebuildNode,
  type Ask,
  type Graph,
  type Node,
  type PassContext,
  type Rule,
} from '@finnc/ir';
import { layerKind } from '@finnc/ir/hw';
import { identityRules } from '../cleanup/identities.ts';
import { squeezeRules, turnRowRules } from '../cleanup/squeeze.ts';
import { foldConstants } from '../cleanup/fold-constants.ts';
import { passDiagnostics } from '../diagnostics.ts';
import { absorbBoundaryLayout } from './boundary.ts';
import { channelsLastRules } from './channels-last.ts';
import { reportConvolutions } from './convolution-notes.ts';
import { flattenRules } from './flatten.ts';

/**
 * Integer operations become hardware layers, channels last, named as FINN names them (`MVAU_0`).
 *
 * Three sets of rules in turn: convolutions to windows and products with transpositions around them; transpositions and
 * reshapes out of the way; then the lowerings that the loaded plugins bring.
 */
export const convertToHw = definePass({
  name: 'convert-to-hw',
  summary: 'Integer operations to hardware layers.',
  needs: 'integer',
  gives: 'hardware',
  options: {
    unlowered: option.value<UnloweredReceiver>(
      {},
      { describe: 'is told of nodes that no layer takes, which are errors otherwise' },
    ),
  },
  run(graph, { unlowered: { onUnlowered } }, cx) {
    reportConvolutions(graph, cx);
    drive(graph, [...squeezeRules, ...identityRules], cx);
    drive(graph, [...channelsLastRules, ...turnRowRules, ...identityRules], cx);
    foldConstants(graph, cx);
    drive(graph, [...flattenRules, ...identityRules], cx);
    absorbBoundaryLayout(graph);
    const skipped = new Map<string, string>();
    applyRules(graph, cx.lowerings, cx, {
      onEvent(event) {
        if (event.skipped !== undefined) skipped.set(event.node, event.skipped);
        cx.onRewrite?.(event);
      },
    });
    reportUnlowered(graph, cx, skipped, onUnlowered);
    reportLoosePorts(graph, cx);
    nameLayers(graph, cx);
  },
});

/** Whoever can do something about nodes that no layer takes. */
export interface UnloweredReceiver {
  readonly onUnlowered?: (node: Node, reason: string) => void;
}

function drive(graph: Graph, rules: readonly Rule[], cx: PassContext): void {
  applyRules(graph, rules, cx, cx.onRewrite ? { onEvent: cx.onRewrite } : {});
}

/** Why helpers of the passes themselves can be left. */
const leftOver: ReadonlyMap<string, string> = new Map([
  [qnn.transpose.name, 'the order of elements changes between layers that cannot be moved'],
  [qnn.reshape.name, 'the channels of a stream change between layers that cannot be moved'],
]);

function reportUnlowered(
  graph: Graph,
  cx: PassContext,
  skipped: ReadonlyMap<string, string>,
  onUnlowered: UnloweredReceiver['onUnlowered'],
): void {
  for (const node of graph.order()) {
    if (cx.ask(layerKind, node, undefined)) continue;
    const reason = skipped.get(node.name) ?? leftOver.get(node.op.name) ?? 'no lowering takes it here';
    if (onUnlowered) onUnlowered(node, reason);
    else
      cx.report(
        passDiagnostics.noLayer(
          { node: node.origin.at(-1) ?? node.name, op: node.op.name, reason },
          { layer: node.name, nodes: node.origin },
        ),
      );
  }
}

function reportLoosePorts(graph: Graph, cx: PassContext): void {
  graph.inputs.forEach((value, i) => {
    if (value.uses.size === 0) cx.report(passDiagnostics.unusedInput({ input: graph.inputPorts[i]?.name ?? `${i}` }));
  });
  graph.outputs.forEach((value, i) => {
    if (!value.owner) cx.report(passDiagnostics.outputWithoutLayer({ output: graph.outputPorts[i]?.name ?? `${i}` }));
  });
}

/** FINN's names without suffix, counted per kind in topological order. */
export function nameLayers(graph: Graph, ask: Ask): void {
  const counts = new Map<string, number>();
  for (const node of graph.order()) {
    const kind = ask.ask(layerKind, node, undefined)?.kind;
    if (kind === undefined) continue;
    const index = counts.get(kind) ?? 0;
    counts.set(kind, index + 1);
    rename(graph, node, `${kind}_${index}`);
  }
}

const rename = (graph: Graph, node: Node, name: string): void => {
  if (node.name !== name) rebuildNode(graph, node, { name });
};
