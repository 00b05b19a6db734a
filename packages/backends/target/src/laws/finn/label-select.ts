import { divideExactly } from '../exact.ts';

/**
 * Cycles of FINN's label select: `labels / pe`.
 *
 * @throws RangeError if `pe` does not divide `labels`
 * @see FINN `labelselect.py`, `get_exp_cycles`
 */
export function finnLabelSelectCycles({ labels, pe }: { readonly labels: number; readonly pe: number }): number {
  return divideExactly(labels, pe, 'PE', 'Labels');
}
