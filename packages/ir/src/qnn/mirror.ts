import { declined, mapField, zipField, type Declined, type Field, type ScaledInteger } from '../analysis/index.ts';
import { negate } from '../math/rational.ts';
import { fitInt } from '../types/index.ts';
import type { Activation } from './activation.ts';

/**
 * A quantiser of a real input whose codes fall as the input rises: hardware compares the input as it comes, so the
 * integers of such channels are the negated codes, and their scale is negated instead.
 *
 * @param falling  whether the codes of each channel fall, along `axis`, or of all
 */
export function mirrored(activation: Activation, falling: readonly boolean[], axis: number): Activation | Declined {
  const { level, first, stepCount, outType, result, x } = activation;
  if (!level || !activation.fact.float32) return declined('it reads a real input times a negative factor');
  const all = falling.every((is) => is);
  const isSymmetric = outType === 'bipolar' || first === -(first + stepCount);
  if (!all && !isSymmetric)
    return declined(
      'it reads a real input times factors of both signs, and its codes are not symmetric; make its quantiser narrow',
    );
  const shape = all ? [] : x.type.shape.map((size, at) => (at === axis ? size : 1));
  const negative: Field<boolean> = { shape, data: all ? [true] : falling };
  const last = first + stepCount;
  return {
    ...activation,
    first: isSymmetric ? first : -last,
    outType: outType === 'bipolar' || isSymmetric ? outType : fitInt(-last, -first),
    result: negatedWhere(result, negative),
    level: (value, step, row) => (falling[row] ? stepCount - level(value, step, row) : level(value, step, row)),
  };
}

/** The fact of integers that are negated in some channels: the same reals, by the negated scale. */
export function negatedWhere(fact: ScaledInteger, negative: Field<boolean>): ScaledInteger {
  const range = zipField(fact.low, fact.high, (low, high) => ({ low, high }));
  const turned = zipField(range, negative, ({ low, high }, is) => (is ? { low: -high, high: -low } : { low, high }));
  return {
    ...fact,
    scale: zipField(fact.scale, negative, (scale, is) => (is ? negate(scale) : scale)),
    low: mapField(turned, ({ low }) => low),
    high: mapField(turned, ({ high }) => high),
  };
}
