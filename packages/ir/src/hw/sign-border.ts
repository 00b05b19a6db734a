import { defineFacet, type Ask } from '../facet/facet.ts';
import type { Graph, Node, Value } from '../graph/graph.ts';

/**
 * How the zeros around an image of signs are built. `two-bit`: as zeros, so that padded signs are ternary. `border`: as
 * −1, so that they stay signs, with what that adds to the sums at the border taken out of the thresholds there.
 */
export const signPaddings = ['two-bit', 'border'] as const;
export type SignPadding = (typeof signPaddings)[number];

/** A choice of one of them, or the one that costs less. */
export const signPaddingChoices = ['auto', ...signPaddings] as const;
export type SignPaddingChoice = (typeof signPaddingChoices)[number];

/** Layers of the form `border`, made beside those of the form `two-bit`. */
export interface BorderLayers {
  readonly layers: readonly Node[];
  /** Results of the old layers that others read, and the equal ones of the new layers. */
  readonly results: ReadonlyMap<Value, Value>;
}

export interface BorderForm {
  /** Layers of the form `two-bit`, those that would be replaced. */
  readonly layers: readonly Node[];
  /** Most classes of positions that a layer would tell apart, each with thresholds or offsets of its own. */
  readonly classes: number;
  build(graph: Graph): BorderLayers;
}

/** Asked of a layer that puts zeros among signs: the other form of the layers around it, or why there is none. */
export const signBorder = defineFacet<Ask, BorderForm | { readonly none: string } | undefined>('finnc.sign-border');

/** Where the windows of a padded image reach beyond it. */
export interface Border {
  /** The class of result (y, x) is `rowClasses[y] · C + columnClasses[x]`, C the classes of columns; empty for one class. */
  readonly rowClasses: readonly number[];
  readonly columnClasses: readonly number[];
  /** Of each class, the taps of the kernel (ky · KW + kx) that lie outside. */
  readonly outside: readonly (readonly number[])[];
  /** Taps of the kernel. */
  readonly taps: number;
}

/**
 * Asked of a layer that sums the products of windows: makes it anew with the same results on windows `x` that hold −1
 * where they held the zeros of a border; undefined if it cannot be.
 */
export const atBorder = defineFacet<Border, ((graph: Graph, x: Value) => Node) | undefined>('finnc.at-border');
