import type { FacetImplementation } from '../facet/facet.ts';
import { floatQuant, floatQuantInteger } from './float-quant.ts';
import { expand, gather, gatherFacets, gatherLast } from './gather.ts';
import { pad, padInteger } from './pad.ts';
import { equal, less, lessOrEqual, max, min, pairFacets, pow, where } from './pairs.ts';
import { reduce, reduceInteger } from './reduce.ts';
import { logSoftmax, softmax, softmaxFacets } from './softmax.ts';

export { padModes, type PadMode } from './pad.ts';
export type { Reduction } from './reduce.ts';
export {
  equal,
  expand,
  floatQuant,
  gather,
  gatherLast,
  less,
  lessOrEqual,
  logSoftmax,
  max,
  min,
  pad,
  pow,
  reduce,
  softmax,
  where,
};

/** Ops without an integer form: they have a meaning and a reason, and run on the host. */
export const floatOps = [
  softmax,
  logSoftmax,
  pow,
  min,
  max,
  equal,
  less,
  lessOrEqual,
  where,
  reduce,
  gather,
  gatherLast,
  expand,
  pad,
  floatQuant,
] as const;

export const floatFacets: readonly FacetImplementation[] = [
  ...softmaxFacets,
  ...pairFacets,
  reduceInteger,
  ...gatherFacets,
  padInteger,
  floatQuantInteger,
];
