import type { Shape } from '@finnc/ir';

/** How the values of one tensor compare with what they should be. */
export interface Comparison {
  readonly total: number;
  /** Values that are the same number. */
  readonly exact: number;
  /** Values further away than the tolerance. */
  readonly differing: number;
  readonly largest: number;
  /** The first value that differs, at its place in the tensor. */
  readonly first?: { readonly index: readonly number[]; readonly expected: number; readonly found: number };
}

/** How far two values may lie apart and still count as equal. */
export type Tolerance = (expected: number, found: number) => number;

/**
 * Codes must be equal: reals of integers may differ by rounding in doubles only, far less than one step of the scale.
 *
 * @param step  distance of neighbouring codes; 0 for real numbers
 */
export const codeTolerance =
  (step: number): Tolerance =>
  (a, b) =>
    Math.max(1e-6 * step, (step > 0 ? 1e-12 : 1e-9) * Math.max(Math.abs(a), Math.abs(b), 1e-300));

/** Compares two tensors of one size, element by element; not-a-number equals itself. */
export function compareValues(
  expected: ArrayLike<number>,
  found: ArrayLike<number>,
  shape: Shape,
  tolerance: Tolerance,
): Comparison {
  let [exact, differing, largest, first] = [0, 0, 0, -1];
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [expected[i]!, found[i]!];
    if (a === b || (Number.isNaN(a) && Number.isNaN(b))) {
      exact++;
      continue;
    }
    const distance = Math.abs(a - b);
    if (!(distance <= largest)) largest = distance;
    if (distance <= tolerance(a, b)) continue;
    if (first < 0) first = i;
    differing++;
  }
  const counts = { total: expected.length, exact, differing, largest };
  if (first < 0) return counts;
  return { ...counts, first: { index: unravel(first, shape), expected: expected[first]!, found: found[first]! } };
}

/** The place of element `index` in a tensor, row-major. */
export function unravel(index: number, shape: Shape): number[] {
  const result: number[] = [];
  let rest = index;
  for (const size of [...shape].reverse()) {
    result.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return result;
}
