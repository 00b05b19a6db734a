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
  const capacity = costOf(usableCapacity(board.device));
  return capacity.map((available, i) => available * (limits[resourceKeys[i]!] ?? 1)) as unknown as Cost;
}
