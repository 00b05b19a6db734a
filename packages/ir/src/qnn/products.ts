import { defineFacet, type FacetImplementation } from '../facet/facet.ts';
import { sizeOf } from '../tensor/index.ts';
import { conv } from './conv.ts';
import { matMul } from './mat-mul.ts';

/** Products a frame, for ops that multiply and accumulate: what tells a big part of a network from a small one. */
export const products = defineFacet<void, number>('finnc.products');

export const productFacets: readonly FacetImplementation[] = [
  products.for(matMul, ({ operand: { a }, result: { y } }) => sizeOf(y.type.shape) * (a.type.shape.at(-1) ?? 1)),
  products.for(conv, ({ operand: { w }, result: { y } }) => sizeOf(y.type.shape) * sizeOf(w.type.shape.slice(1))),
];
