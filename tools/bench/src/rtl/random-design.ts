import { runByEvent } from '@finnc/cycles';
import { isNode, randomSource, rebuildNode, sampler, type Graph, type Registry } from '@finnc/ir';
import { fifo, signPaddingChoices } from '@finnc/ir/hw';
import { randomNetwork, seededChoices } from '@finnc/ir/testing';
import { compile } from 'finnc';
import { actorNetwork } from 'finnc/corpus';
import type { RtlDesign } from './check-designs.ts';

/** Frames that differ. */
const vectors = 3;
/** Cycles a frame that layers are folded for; Infinity is a lane each. */
const targets = [Infinity, 1000, 200, 50, 12] as const;
const clockMhz = 100;

/**
 * The design of a random network, folded for a random rate, its FIFOs as deep as chance will: shallower than any that
 * finnc gives, so that layers wait for one another, or deeper. Undefined where the network is refused.
 *
 * The same seed gives the same design.
 */
export async function randomDesign(seed: number, registry: Registry): Promise<RtlDesign | undefined> {
  const random = randomSource(seed ^ 0x52544c);
  const target = targets[Math.floor(random() * targets.length)]!;
  const graph = (await folded(seed, target)) ?? (await folded(seed, Infinity));
  if (!graph) return undefined;
  // One program holds many designs, so that each needs a name of its own.
  const name = `random ${seed}`;
  Object.defineProperty(graph, 'name', { value: name });
  const depths = new Map<string, number>();
  for (const node of graph.order()) if (isNode(node, fifo)) depths.set(node.name, node.attrs.depth);
  setDepths(graph, (depth) => Math.max(2, Math.floor(random() * 1.5 * depth)), depths);
  // Branches that join again need the room that finnc gave them.
  if (deadlocks(graph, registry)) {
    setDepths(graph, (depth) => depth, depths);
    if (deadlocks(graph, registry)) throw new Error(`${name} stands still with the depths that finnc gave its FIFOs`);
  }
  const sample = sampler(graph, registry);
  return { name, graph, feeds: Array.from({ length: vectors }, (_, i) => sample(i + 1)) };
}

async function folded(seed: number, targetCycles: number): Promise<Graph | undefined> {
  const { graph, diagnostics } = await compile({
    model: randomNetwork(seededChoices(seed)),
    config: {
      stopStep: 'insert-streams',
      backend: [],
      check: 0,
      clockMhz,
      signPadding: signPaddingChoices[seed % signPaddingChoices.length]!,
      ...(Number.isFinite(targetCycles) && { fps: (clockMhz * 1e6) / targetCycles }),
    },
    intermediateModels: false,
  });
  return diagnostics.some(({ severity }) => severity === 'error') ? undefined : graph;
}

function setDepths(graph: Graph, depthOf: (given: number) => number, given: ReadonlyMap<string, number>): void {
  for (const node of [...graph.order()]) {
    const depth = given.get(node.name);
    if (isNode(node, fifo) && depth !== undefined) rebuildNode(graph, node, { attrs: { depth: depthOf(depth) } });
  }
}

const deadlocks = (graph: Graph, registry: Registry): boolean =>
  runByEvent(actorNetwork(graph, registry), { frames: vectors }).isDeadlocked;
