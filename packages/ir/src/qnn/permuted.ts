import { defineFacet } from '../facet/facet.ts';

/** The same node on permuted operands: its attributes there, and which operands are to be permuted. */
export interface Permuted {
  readonly operands: readonly string[];
  readonly attrs: Readonly<Record<string, unknown>>;
}

/**
 * How an op acts on tensors with permuted axes: `op(transpose(x)) = transpose(op′(x))`, op′ the op with other attributes.
 *
 * The question is the permutation that the operands have been through; undefined means that the op is tied to its
 * layout. With it, passes move transpositions past an op in either direction without knowing the op.
 */
export const permuted = defineFacet<readonly number[], Permuted | undefined>('finnc.permuted');

/**
 * Where the axis along which an op selects or joins lies after a permutation. Undefined for rows that would come second:
 * the second axis of an image stands for its channels, and rules that turn those last would turn the rows, again and again.
 */
export function movedAxis(axis: number, perm: readonly number[]): number | undefined {
  const moved = perm.indexOf(axis);
  const isChannel = axis === 1 || axis === perm.length - 1;
  return perm.length === 4 && moved === 1 && !isChannel ? undefined : moved;
}
