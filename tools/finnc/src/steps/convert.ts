import { cloneGraph, type Node } from '@finnc/ir';
import { convertToHw, passDiagnostics, runPipeline } from '@finnc/passes';
import { count } from './describe.ts';
import { checkState, passContext } from './graph-step.ts';
import { narrowStep } from './narrow.ts';
import { configured, splitNetwork } from './partition.ts';
import { graphOf, hasFailed, type BuildState } from './state.ts';

interface Unlowered {
  readonly node: Node;
  readonly reason: string;
}

/**
 * Integer operations become layers. What no layer takes goes to the host: the network is split again without it, as
 * often as that takes something out of the hardware.
 */
export function convertStep(state: BuildState): string {
  const unsuited = new Map<string, string>();
  for (;;) {
    const left: Unlowered[] = [];
    const onUnlowered = (node: Node, reason: string): void => void left.push({ node, reason });
    runPipeline(graphOf(state), [convertToHw({ unlowered: { onUnlowered } })], passContext(state, 'convert-to-hw'));
    if (hasFailed(state)) return 'not converted';
    if (left.length === 0) break;
    if (!takeOut(state, left, unsuited)) {
      for (const { node, reason } of left) {
        const about = { node: node.origin.at(-1) ?? node.name, op: node.op.name, reason };
        state.report(passDiagnostics.noLayer(about, { layer: node.name, nodes: node.origin }));
      }
      return 'not converted';
    }
    if (!splitAgain(state, unsuited)) return 'no hardware';
  }
  checkState(state, 'convert-to-hw');
  return count(graphOf(state).size, 'layer');
}

/** Adds the nodes that those without a layer come from; false if they are not found, or were taken out before. */
function takeOut({ unsplit, options }: BuildState, left: readonly Unlowered[], unsuited: Map<string, string>): boolean {
  const before = unsuited.size;
  // Passes of a pipeline have options and neighbours of their own, which another split would not go through again.
  if (options.config?.pipeline !== undefined) return false;
  for (const { node, reason } of left) {
    const source = node.origin.at(-1);
    const nodes = source === undefined ? [] : (unsplit?.graph.order() ?? []);
    for (const other of nodes) {
      if (other.origin.at(-1) === source && !unsuited.has(other.name)) unsuited.set(other.name, reason);
    }
  }
  return unsuited.size > before;
}

/** From the streamlined network on, without some of its nodes; false if that is not possible. */
function splitAgain(state: BuildState, unsuited: ReadonlyMap<string, string>): boolean {
  const { unsplit, plan } = state;
  if (!unsplit) return false;
  state.graph = cloneGraph(unsplit.graph);
  splitNetwork(state, configured(state, unsuited));
  if (hasFailed(state) || !state.graph) return false;
  if (plan.steps.includes('narrow')) narrowStep(state);
  return !hasFailed(state);
}
