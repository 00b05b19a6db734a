import { leastInterval, type FoldingProblem } from './problem.ts';
import { cheapestFolding, type Found, type SearchOptions } from './search.ts';

/** What was found, and the cycles of its slowest layer. */
export interface Fastest extends Found {
  readonly cycles?: number;
}

/**
 * The folding with the fewest cycles in its slowest layer that stays within the limits; of those the cheapest.
 *
 * An interval is attainable if some layer has a choice of so many cycles. Whatever fits at one fits at every longer one, so
 * the shortest is found by bisection.
 *
 * @param least  cycles that something else takes anyway: nothing is gained below
 */
export function fastestFolding(problem: FoldingProblem, options: Omit<SearchOptions, 'cycles'>, least = 0): Fastest {
  const intervals = [...new Set(attainableIntervals(problem).map((cycles) => Math.max(cycles, least)))];
  let best: Fastest = { proven: true };
  let proven = true;
  let [low, high] = [0, intervals.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const cycles = intervals[middle]!;
    const found = cheapestFolding(problem, { ...options, cycles });
    // A search that gave up may have missed a faster one.
    proven &&= found.proven;
    if (found.solution) {
      best = { ...found, cycles };
      high = middle - 1;
    } else low = middle + 1;
  }
  return { ...best, proven };
}

/** Cycles of the slowest layer that some folding has, ascending. */
export function attainableIntervals(problem: FoldingProblem): readonly number[] {
  const least = leastInterval(problem);
  const all = new Set(problem.layers.flatMap(({ choices }) => choices.map(({ cycles }) => cycles)));
  return [...all].filter((cycles) => cycles >= least).sort((a, b) => a - b);
}
