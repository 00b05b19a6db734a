import { defineFacet, type Value } from '@finnc/ir';
import type { SlicedBuilder } from './builder.ts';
import type { SlicedValue } from './value.ts';

export interface SlicedContext {
  readonly builder: SlicedBuilder;
  /** What an operand has become. */
  valueOf(value: Value): SlicedValue;
}

/** Results by name. */
export type SlicedResults = Readonly<Record<string, SlicedValue>>;

/**
 * How a layer is written as bit-sliced instructions; it throws `NotSliced` with the reason if it is not.
 *
 * The instructions must give exactly the values of the op's `evaluate`.
 */
export const sliced = defineFacet<SlicedContext, SlicedResults>('finnc.sliced');
