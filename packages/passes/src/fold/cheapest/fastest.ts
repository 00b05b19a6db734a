import type { FoldingProblem } from './problem.ts';
import { cheapestFolding, type SearchOptions, type Solution } from './search.ts';

/** A solution and the cycles of its slowest layer. */
export interface Fastest extends Solution {
  readonly cycles: number;
}

/**
 * The folding with the fewest cycles in its slowest layer that stays within the limits; of those the cheapest.
 *
 * An interval is attainable if some layer has a choice of so many cycles. Whatever fits at one fits at every longer one, so
 * the shortest is found by bisection.
 */
export function fastestFolding(problem: FoldingProblem, options: Omit<SearchOptions, 'cycles'>): Fastest | undefined {
  const intervals = attainableIntervals(problem);
  let best: Fastest | undefined;
  let [low, high] = [0, intervals.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const cycles = intervals[middle]!;
    const found = cheapestFolding(problem, { ...options, cycles });
    if (found) {
      best = { ...found, cycles };
      high = middle - 1;
    } else low = middle + 1;
  }
  return best;
}

/** Cycles of the slowest layer that some folding has, ascending. */
export function attainableIntervals({ layers }: FoldingProblem): readonly number[] {
  const least = Math.max(0, ...layers.map(({ choices }) => Math.min(...choices.map(({ cycles }) => cycles))));
  const all = new Set(layers.flatMap(({ choices }) => choices.map(({ cycles }) => cycles)));
  return [...all].filter((cycles) => cycles >= least).sort((a, b) => a - b);
}
