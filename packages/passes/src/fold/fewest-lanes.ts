import type { Folding } from '@finnc/ir/hw';
import { lanesOf, legalValues, type FoldValues } from './values.ts';

/**
 * The folding of one layer with the fewest lanes that keep a frame within a number of cycles, the fastest if none does; of
 * equal ones that which the layer likes best (`Folding.penalty`).
 *
 * @returns nothing for a layer without dimensions
 */
export function fewestLanes(how: Folding, targetCycles: number): FoldValues | undefined {
  if (how.dimensions.length === 0) return undefined;
  let best: Candidate | undefined;
  for (const values of legalValues(how)) {
    const candidate = {
      values,
      lanes: lanesOf(values),
      cycles: how.cycles(values),
      penalty: how.penalty?.(values) ?? 0,
    };
    if (!best || isBetter(candidate, best, targetCycles)) best = candidate;
  }
  return best?.values;
}

interface Candidate {
  readonly values: FoldValues;
  readonly lanes: number;
  readonly cycles: number;
  readonly penalty: number;
}

function isBetter(a: Candidate, b: Candidate, target: number): boolean {
  const [meets, met] = [a.cycles <= target, b.cycles <= target];
  if (meets !== met) return meets;
  if (!meets) return a.cycles < b.cycles || (a.cycles === b.cycles && a.lanes < b.lanes);
  return a.lanes < b.lanes || (a.lanes === b.lanes && a.penalty < b.penalty);
}
