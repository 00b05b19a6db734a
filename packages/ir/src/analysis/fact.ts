import { add, equal, fromNumber, mul, ONE, sign, toNumber, ZERO, type Rational } from '../math/rational.ts';
import type { Tensor } from '../tensor/index.ts';
import { bounds, isInteger, type ScalarType } from '../types/index.ts';
import type { CurveStage } from './curve.ts';
import { withFloat32, type Float32Stage } from './float32.ts';
import { commonEntry, mapField, uniform, zipField, type Field } from './field.ts';

/**
 * What is known of a real value: `real = scale · n + bias`, with exact scale and bias per channel.
 *
 * In the `integer` domain `n` is an integer in [low, high]; in the `float32` domain `n` is a model input,
 * any float32, and only monotone maps and quantisers may follow. The idea is SIRA's (arXiv 2508.21493).
 */
export interface ScaledInteger {
  readonly domain: 'integer' | 'float32';
  readonly scale: Field<Rational>;
  readonly bias: Field<Rational>;
  readonly low: Field<number>;
  readonly high: Field<number>;
  /** The integers themselves where the value is a constant. */
  readonly constant?: Tensor;
  /** `real = curve(scale · n + bias)`: rising functions and affine maps on the way to the next quantiser. */
  readonly curve?: readonly CurveStage[];
  /** In the `float32` domain, what frameworks compute of the input, operation by operation, as far as that is known. */
  readonly float32?: readonly Float32Stage[];
}

/** Fact of a value that is its own integer: scale 1, bias 0. */
export function plainFact(type: ScalarType): ScaledInteger {
  if (!isInteger(type)) {
    return {
      domain: 'float32',
      scale: uniform(ONE),
      bias: uniform(ZERO),
      low: uniform(-Infinity),
      high: uniform(Infinity),
      float32: [],
    };
  }
  const [low, high] = bounds(type);
  return integerFact(Number(low), Number(high));
}

export const integerFact = (
  low: number,
  high: number,
  scale: Field<Rational> = uniform(ONE),
  bias: Field<Rational> = uniform(ZERO),
): ScaledInteger => ({ domain: 'integer', scale, bias, low: uniform(low), high: uniform(high) });

/**
 * The fact after `real · factor + offset`, entry by entry; the integers stay as they are.
 *
 * @param stages  the same in float32; without them thresholds on real inputs are those of exact arithmetic
 */
export function affine(
  before: ScaledInteger,
  factor: Field<Rational>,
  offset: Field<Rational>,
  stages: readonly Float32Stage[] = [],
): ScaledInteger {
  const fact = withFloat32(before, stages);
  if (fact.curve) return { ...fact, curve: [...fact.curve, { factor, offset }] };
  return {
    ...fact,
    scale: zipField(fact.scale, factor, mul),
    bias: zipField(zipField(fact.bias, factor, mul), offset, add),
  };
}

/** Fractions of a constant tensor, as a field of its shape. */
export const rationalField = (constant: Tensor): Field<Rational> => ({
  shape: constant.type.shape,
  data: Array.from(constant.data, fromNumber),
});

/** The one scale of all channels, or undefined. */
export const commonScale = (fact: ScaledInteger): Rational | undefined => commonEntry(fact.scale, equal);
export const commonBias = (fact: ScaledInteger): Rational | undefined => commonEntry(fact.bias, equal);
export const isUnbiased = (fact: ScaledInteger): boolean =>
  Array.from(fact.bias.data).every((bias) => sign(bias) === 0);

/** Scale and bias in doubles, for descriptions of outputs and for messages. */
export const approximate = (field: Field<Rational>): Field<number> => mapField(field, toNumber);
