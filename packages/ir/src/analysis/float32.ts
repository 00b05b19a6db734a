import type { ScaledInteger } from './fact.ts';
import { uniform, zipField, type Field } from './field.ts';
import { leastFloat32 } from './search.ts';

/**
 * One float32 operation on a model input, with one constant for all channels or one for each. `apply` rounds its result,
 * as frameworks do: whether an input lies on a quantiser's step is decided by the float32 that reaches it.
 */
export interface Float32Stage {
  readonly values: Field<number>;
  apply(x: number, value: number): number;
}

/** A fact without its float32 stages, and with more of them if all stages are known. */
export function withFloat32(
  { float32: known, ...fact }: ScaledInteger,
  stages: readonly Float32Stage[],
): ScaledInteger {
  return known && stages.length > 0 ? { ...fact, float32: [...known, ...stages] } : fact;
}

/** The constants of all stages, channel by channel. */
export const float32Constants = (stages: readonly Float32Stage[]): Field<readonly number[]> =>
  stages.reduce<Field<readonly number[]>>(
    (constants, { values }) => zipField(constants, values, (list, value) => [...list, value]),
    uniform([]),
  );

/** The least float32 inputs that reach each of `count` levels of a quantiser; ±∞ where all or none do. */
export function float32Thresholds(
  stages: readonly Float32Stage[],
  constants: readonly number[],
  level: (value: number) => number,
  count: number,
): Float64Array {
  const reached = (input: number): number =>
    level(stages.reduce((value, { apply }, i) => apply(value, constants[i] ?? 0), input));
  return Float64Array.from({ length: count }, (_, k) => leastFloat32((input) => reached(input) > k));
}

/** Stages of a tensor whose channels were moved, by what moves a field. */
export const mapFloat32 = (
  stages: readonly Float32Stage[],
  field: <T>(field: Field<T>) => Field<T>,
): readonly Float32Stage[] => stages.map((stage) => ({ ...stage, values: field(stage.values) }));
