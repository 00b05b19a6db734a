import { defineFacet, type FacetImplementation } from '../facet/facet.ts';
import type { Value } from '../graph/graph.ts';
import { map, type MapFunctionName } from './map.ts';
import { logSoftmax, softmax } from './softmax.ts';

/**
 * Answered by ops that leave the entries of the last axis in their order: the operand whose entries are greater, equal
 * or less than one another exactly where those of the result are, in real numbers. Undefined where this op does not.
 */
export const orderedAs = defineFacet<void, Value | undefined>('finnc.ordered-as');

/** Functions that rise everywhere; those that rest somewhere make entries equal that were not. */
const strict: ReadonlySet<MapFunctionName> = new Set([
  'asinh',
  'atan',
  'erf',
  'exp',
  'sigmoid',
  'sinh',
  'softplus',
  'softsign',
  'tanh',
]);

export const orderedAsFacets: readonly FacetImplementation[] = [
  orderedAs.for(map, ({ operand, attrs }) => (strict.has(attrs.function) ? operand.x : undefined)),
  ...[softmax, logSoftmax].map((op) =>
    orderedAs.for(op, ({ operand: { x }, attrs: { axis } }) => (axis === x.type.shape.length - 1 ? x : undefined)),
  ),
];
