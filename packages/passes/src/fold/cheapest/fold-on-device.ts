import type { Graph, Node, PassContext } from '@finnc/ir';
import {
  resourceKeys,
  folding,
  resourceNames,
  usableCapacity,
  type Limits,
  type Objective,
  type Target,
} from '@finnc/ir/hw';
import { passDiagnostics } from '../../diagnostics.ts';
import { fewestLanes } from '../fewest-lanes.ts';
import type { FoldValues } from '../values.ts';
import { costOf, type Cost } from './cost.ts';
import { fastestFolding } from './fastest.ts';
import { portCycles, roomOn, weightsOf } from './on-device.ts';
import { leastInterval } from './problem.ts';
import { applyFoldings, priceFoldings, type Priced } from './priced.ts';
import { cheapestFolding, type Solution } from './search.ts';

export interface DeviceOptions {
  readonly target: Target;
  readonly targetCycles: number;
  /** The rate behind `targetCycles`. */
  readonly fps: number;
  readonly clockMhz: number;
  /** Whether the highest rate is wanted, whatever `targetCycles` is. */
  readonly fastest: boolean;
  readonly objective: Objective;
  /** Whether limits hold; the highest rate is looked for within them always. */
  readonly mustFit: boolean;
  readonly limits: Limits;
  readonly maxDepth: number;
  /** Layers whose folding is not to be chosen. */
  readonly given: ReadonlyMap<Node, FoldValues>;
}

/** Folds all layers together for a device; if none fits, for the rate as cheaply as can be, with an error. */
export function foldOnDevice(graph: Graph, options: DeviceOptions, cx: PassContext): void {
  const { target, objective, limits, mustFit, fastest, given, maxDepth } = options;
  const priced = priceFoldings(graph, cx, {
    target,
    fixed: given,
    maxDepth,
    least: (node) => {
      const how = cx.ask(folding, node, undefined);
      return how && fewestLanes(how, options.targetCycles);
    },
  });
  const { problem } = priced;
  const weights = weightsOf(target, objective);
  const room = roomOn(target, limits);
  // A layer that is too slow at any folding has been told; the others follow its pace.
  const cycles = Math.max(options.targetCycles, leastInterval(problem));
  const found = fastest
    ? fastestFolding(problem, { weights, limits: room }, portCycles(graph, target))
    : cheapestFolding(problem, { cycles, weights, ...(mustFit ? { limits: room } : {}) });
  const unlimited = found.solution ? undefined : cheapestFolding(problem, { cycles, weights }).solution;
  if (unlimited) reportTooLarge(priced, unlimited, { ...options, room, weights }, cx);
  if (!found.proven) cx.report(passDiagnostics.notProven({ layers: problem.layers.length }));
  if (priced.unpriced.size > 0) cx.report(passDiagnostics.unpriced({ kinds: [...priced.unpriced] }));
  const solution = found.solution ?? unlimited;
  if (solution) applyFoldings(graph, priced, solution.chosen);
}

function reportTooLarge(
  { problem, layers }: Priced,
  { cost, chosen }: Solution,
  { target, fps, clockMhz, room, weights, fastest }: DeviceOptions & { readonly room: Cost; readonly weights: Cost },
  cx: PassContext,
): void {
  const capacity = costOf(usableCapacity(target.board.device));
  const over = resourceKeys.flatMap((key, i) => {
    const used = cost[i]!;
    return used > room[i]!
      ? [{ at: i, resource: resourceNames[key], used, room: room[i]!, capacity: capacity[i]! }]
      : [];
  });
  const worst = over[0]?.at ?? 0;
  const largest = layers
    .map(({ node }, i) => ({ layer: node.name, used: problem.layers[i]!.choices[chosen[i]!]!.cost[worst]! }))
    .toSorted((a, b) => b.used - a.used)
    .slice(0, 3);
  const best = fastest ? undefined : fastestFolding(problem, { weights, limits: room }).cycles;
  cx.report(
    passDiagnostics.tooLarge({
      board: target.board.name,
      fps: fastest ? undefined : fps,
      clockMhz,
      over,
      largest,
      best: best && (clockMhz * 1e6) / best,
    }),
  );
}
