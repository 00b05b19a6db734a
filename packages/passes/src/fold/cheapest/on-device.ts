import { sizeOf, type Graph } from '@finnc/ir';
import { resourceKeys, usableCapacity, type Limits, type Objective, type Target } from '@finnc/ir/hw';
import { costOf, type Cost } from './cost.ts';

/** What a unit of each resource weighs. */
export function weightsOf({ board }: Target, objective: Objective): Cost {
  const shares = costOf(usableCapacity(board.device)).map((capacity) => 1 / capacity);
  // Beside one resource, a trace of the others decides between equals.
  const weights = shares.map((share, i) =>
    objective === 'area' ? share : resourceKeys[i] === objective ? 1 : share * 1e-6,
  );
  return weights as unknown as Cost;
}

/** What a design may take of each resource. */
export function roomOn({ board }: Target, limits: Limits): Cost {
  const parts: Partial<Record<(typeof resourceKeys)[number], number>> = limits;
  const capacity = costOf(usableCapacity(board.device));
  return capacity.map((available, i) => available * (parts[resourceKeys[i]!] ?? 1)) as unknown as Cost;
}

/** Cycles that the busiest port of the accelerator needs for a frame at least: layers that are faster wait for it. */
export const portCycles = (graph: Graph, { board }: Target): number =>
  [...graph.inputs, ...graph.outputs].reduce(
    (most, { type }) => Math.max(most, Math.ceil((sizeOf(type.shape) * type.elem.bits) / board.axiBits)),
    0,
  );
