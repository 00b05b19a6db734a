import { add, equal, fromNumber, mul, sign, toNumber, type Rational } from '../math/rational.ts';
import type { ScaledInteger } from './fact.ts';
import { withFloat32, type Float32Stage } from './float32.ts';
import { zipField, type Field } from './field.ts';

/** A function that never falls, in doubles, and in fractions where it has them. */
export interface RisingMap {
  /** As users know it: `Sigmoid`. */
  readonly name: string;
  apply(real: number): number;
  exact?(real: Rational): Rational;
}

/** One stage of a curve: an affine map or a rising function, per channel. */
export type CurveStage =
  { readonly factor: Field<Rational>; readonly offset: Field<Rational> } | { readonly maps: Field<RisingMap> };

/** The fact behind rising functions, one a channel or one for all: the integers stay what they were. */
export const bend = (fact: ScaledInteger, maps: Field<RisingMap>): ScaledInteger => ({
  ...withFloat32(fact, [float32Stage(maps)]),
  curve: [...(fact.curve ?? []), { maps }],
});

/** A function in float32 is rounded once, from its value in doubles; the constant of a channel is its index. */
const float32Stage = ({ shape, data }: Field<RisingMap>): Float32Stage => ({
  values: { shape, data: Array.from(data, (_, i) => i) },
  apply: (x, i) => Math.fround(data[i]!.apply(x)),
});

/** Names of the functions that a value went through since the last integer. */
export const bendsOf = ({ curve = [] }: Pick<ScaledInteger, 'curve'>): readonly string[] =>
  curve.flatMap((stage) => ('maps' in stage ? (stage.maps.data[0]?.name ?? []) : []));

/** Each field of the stages changed alike. */
export const mapCurve = (
  curve: readonly CurveStage[],
  field: <T>(field: Field<T>) => Field<T>,
): readonly CurveStage[] =>
  curve.map((stage) =>
    'maps' in stage ? { maps: field(stage.maps) } : { factor: field(stage.factor), offset: field(stage.offset) },
  );

/** The curve of one channel, from integer to real. */
export interface ChannelCurve {
  readonly scale: Rational;
  readonly bias: Rational;
  readonly stages: readonly (RisingMap | { readonly factor: Rational; readonly offset: Rational })[];
}

/** A fact's curves, one entry a channel or one for all. */
export function curvesOf(fact: ScaledInteger): Field<ChannelCurve> {
  let curves: Field<ChannelCurve> = zipField(fact.scale, fact.bias, (scale, bias) => ({ scale, bias, stages: [] }));
  for (const stage of fact.curve ?? []) {
    curves =
      'maps' in stage
        ? zipField(curves, stage.maps, (curve, map) => ({ ...curve, stages: [...curve.stages, map] }))
        : zipField(
            curves,
            zipField(stage.factor, stage.offset, (factor, offset) => ({ factor, offset })),
            (curve, affine) => ({ ...curve, stages: [...curve.stages, affine] }),
          );
  }
  return curves;
}

export const sameCurve = (a: ChannelCurve, b: ChannelCurve): boolean =>
  equal(a.scale, b.scale) &&
  equal(a.bias, b.bias) &&
  a.stages.length === b.stages.length &&
  a.stages.every((stage, i) => {
    const other = b.stages[i]!;
    if ('apply' in stage || 'apply' in other) return stage === other;
    return equal(stage.factor, other.factor) && equal(stage.offset, other.offset);
  });

/** Sign of a channel's slope: −1 where greater integers give smaller reals. */
export function directionOf({ scale, stages }: ChannelCurve): number {
  let direction = sign(scale);
  for (const stage of stages) if (!('apply' in stage)) direction *= sign(stage.factor);
  return direction;
}

/** The real value at an integer; functions without fractions are taken in doubles, rounded once. */
export function curveAt({ scale, bias, stages }: ChannelCurve, n: number): Rational {
  let real = add(mul(scale, fromNumber(n)), bias);
  for (const stage of stages) {
    if (!('apply' in stage)) real = add(mul(real, stage.factor), stage.offset);
    else real = stage.exact?.(real) ?? fromNumber(finite(stage.apply(toNumber(real))));
  }
  return real;
}

/** As `curveAt` in doubles, with the size of the largest number on the way: its rounding bounds the error. */
export function approximateCurve({
  scale,
  bias,
  stages,
}: ChannelCurve): (n: number) => { readonly value: number; readonly size: number } {
  const [s, b] = [toNumber(scale), toNumber(bias)];
  const steps = stages.map((stage) =>
    'apply' in stage ? stage : { factor: toNumber(stage.factor), offset: toNumber(stage.offset) },
  );
  return (n) => {
    let value = s * n + b;
    let size = Math.max(Math.abs(s * n), Math.abs(b));
    for (const step of steps) {
      if ('apply' in step) value = finite(step.apply(value));
      else {
        size = Math.max(size * Math.abs(step.factor), Math.abs(step.offset));
        value = value * step.factor + step.offset;
      }
      size = Math.max(size, Math.abs(value));
    }
    return { value, size };
  };
}

const finite = (value: number): number => Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE);
