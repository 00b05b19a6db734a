import {
  commonEntry,
  declined,
  mapField,
  rationalField,
  scaledInteger,
  uniform,
  zipField,
  type Declined,
  type Field,
  type IntegerContext,
  type IntegerForm,
  type ScaledInteger,
  type Step,
} from '../analysis/index.ts';
import type { Value } from '../graph/graph.ts';
import {
  add,
  ceil,
  div,
  equal,
  floor,
  fromNumber,
  isWhole,
  mul,
  negate,
  rational,
  roundHalfEven,
  toNumber,
  ZERO,
  type Rational,
} from '../math/rational.ts';
import { lazily } from '../lazily.ts';
import type { Tensor } from '../tensor/index.ts';
import { fitInt } from '../types/index.ts';
import { activationForm } from './activation.ts';
import { quantBounds } from './quant.ts';
import { roundWith, stepOf, type RoundingMode } from './rounding.ts';
import { shiftOf, trunc, truncV1 } from './trunc.ts';

interface Truncation {
  readonly x: Value;
  readonly scale: Field<Rational>;
  readonly zeroPoint: Tensor;
  /** The integer divides by this power of two. */
  readonly shift: Rational;
  readonly rounding: RoundingMode;
  readonly bounds: readonly [low: number, high: number];
  /** Scale of the codes, and the code of real 0 where it is one zero point. */
  readonly outScale: Field<Rational>;
  readonly zeroCode: (zero: Rational) => Rational;
}

/** Where the code is first reached, on `x / scale + zeroPoint`: the least integer that rounds to it, less one half. */
function truncStep(mode: RoundingMode, code: number, shift: Rational): Step {
  const { at, strict } = stepOf(mode, code);
  const edge = mul(at, shift);
  return stepOf('half_even', Number(strict && isWhole(edge) ? floor(edge) + 1n : ceil(edge)));
}

/** Least and greatest code over the range of a fact. */
function reachedCodes(fact: ScaledInteger, zero: Rational, { scale, shift, rounding: mode }: Truncation): number[] {
  const lines = zipField(fact.scale, fact.bias, (s, b) => ({ s, b }));
  const codesAt = (n: Field<number>): Field<number> =>
    zipField(
      zipField(lines, n, ({ s, b }, value) => add(mul(s, fromNumber(value)), b)),
      scale,
      (real, s) => {
        const whole = rational(roundHalfEven(add(div(real, s), zero)));
        return roundWith(mode, toNumber(div(whole, shift)), (value) => value);
      },
    );
  return [codesAt(fact.low), codesAt(fact.high)].flatMap(({ data }) => Array.from(data));
}

/** The codes that occur, and one more where it is a single one: a staircase has a step. */
function codeRange(reached: readonly number[], [bottom, top]: readonly [number, number]): readonly [number, number] {
  const within = (code: number): number => Math.min(Math.max(code, bottom), top);
  const [low, high] = [within(Math.min(...reached)), within(Math.max(...reached))];
  if (low < high) return [low, high];
  return low < top ? [low, low + 1] : [Math.max(bottom, low - 1), low];
}

/** Two roundings, one inside the other, are one staircase: each step lies half below the integer where it begins. */
function truncForm(truncation: Truncation, cx: IntegerContext): IntegerForm | Declined {
  const { x, scale, shift, bounds, outScale } = truncation;
  const fact = cx.fact(x);
  if (!fact) return declined(cx.why(x));
  if (fact.domain !== 'integer') return declined('its input is not quantised');
  const zero = commonEntry(rationalField(truncation.zeroPoint), equal);
  if (!zero) return declined('the zero point differs between channels');
  const [low, high] = codeRange(reachedCodes(fact, zero, truncation), bounds);
  const zeroCode = truncation.zeroCode(zero);
  const whole = isWhole(zeroCode);
  const offset = whole ? toNumber(zeroCode) : 0;
  const steps = lazily(() =>
    Array.from({ length: high - low }, (_, k) => truncStep(truncation.rounding, low + 1 + k, shift)),
  );
  return activationForm(
    {
      stepCount: high - low,
      stepSize: toNumber(shift),
      x,
      fact,
      step: scale,
      zero,
      steps,
      outType: fitInt(low - offset, high - offset),
      first: low - offset,
      result: {
        domain: 'integer',
        scale: outScale,
        bias: whole ? uniform(ZERO) : mapField(outScale, (s) => negate(mul(zeroCode, s))),
        low: uniform(low - offset),
        high: uniform(high - offset),
      },
    },
    cx,
  );
}

const isScale = (s: number): boolean => s !== 0 && Number.isFinite(s);

export const truncInteger = scaledInteger.for(trunc, (node, cx) => {
  const { x, scale, zeroPoint, outScale } = node.operand;
  const shifts = zipField(
    { shape: scale.type.shape, data: scale.constant.data },
    { shape: outScale.type.shape, data: outScale.constant.data },
    shiftOf,
  );
  const shift = commonEntry(shifts, Object.is);
  if (shift === undefined) return declined('it drops different numbers of bits in its channels');
  if (!isScale(shift) || ![scale, outScale].every(({ constant }) => constant.data.every(isScale)))
    return declined('a scale is zero or not finite, or the two have different signs');
  const by = fromNumber(shift);
  return truncForm(
    {
      x,
      scale: rationalField(scale.constant),
      zeroPoint: zeroPoint.constant,
      shift: by,
      rounding: node.attrs.rounding,
      bounds: quantBounds(node.attrs),
      outScale: rationalField(outScale.constant),
      zeroCode: (zero) => div(zero, by),
    },
    cx,
  );
});

export const truncV1Integer = scaledInteger.for(truncV1, (node, cx) => {
  const { x, scale, zeroPoint } = node.operand;
  if (!scale.constant.data.every(isScale)) return declined('a scale is zero or not finite');
  const scales = rationalField(scale.constant);
  return truncForm(
    {
      x,
      scale: scales,
      zeroPoint: zeroPoint.constant,
      shift: fromNumber(2 ** node.attrs.shift),
      rounding: node.attrs.rounding,
      bounds: [-Infinity, Infinity],
      outScale: scales,
      zeroCode: (zero) => zero,
    },
    cx,
  );
});
