import { compareValues, type Tolerance } from '@finnc/passes';
import type { Shape } from '@finnc/ir';

/** A value that is not what it should be, at its place in the source tensor. */
export interface Divergence {
  readonly tensor: string;
  readonly frame: number;
  readonly index: readonly number[];
  /** The index along axis 1, which holds the channels of a source tensor. */
  readonly channel?: number;
  readonly expected: number;
  readonly found: number;
}

/** How all values of one kind compare over all frames. */
export interface Agreement {
  readonly total: number;
  /** Values that are the same number, or the same code. */
  readonly exact: number;
  /** Values further away than rounding explains. */
  readonly differing: number;
  readonly largest: number;
  /** Of the first frame that has one: the first in the order in which tensors are computed. */
  readonly first?: Divergence;
}

/** Adds up comparisons. */
export class Tally {
  #agreement: Agreement = { total: 0, exact: 0, differing: 0, largest: 0 };

  get agreement(): Agreement {
    return this.#agreement;
  }

  /** @param asCodes  whether values within the tolerance are equal, and not only near */
  add(
    where: { readonly tensor: string; readonly frame: number; readonly shape: Shape },
    expected: ArrayLike<number>,
    found: ArrayLike<number>,
    tolerance: Tolerance,
    asCodes = false,
  ): void {
    const { tensor, frame, shape } = where;
    const compared = compareValues(expected, found, shape, tolerance);
    const { total, differing, first } = compared;
    // Codes that stand for the same number may differ in the last place of its double.
    const [exact, largest] = asCodes
      ? [total - differing, differing > 0 ? compared.largest : 0]
      : [compared.exact, compared.largest];
    const sum = this.#agreement;
    const channel = first?.index[1];
    const divergence = first && { tensor, frame, ...first, ...(channel === undefined ? {} : { channel }) };
    const earliest = sum.first ?? divergence;
    this.#agreement = {
      total: sum.total + total,
      exact: sum.exact + exact,
      differing: sum.differing + differing,
      largest: Math.max(sum.largest, largest),
      ...(earliest ? { first: earliest } : {}),
    };
  }
}
