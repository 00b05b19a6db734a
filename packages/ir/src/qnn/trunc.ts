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
import { attr, defineOp, operand, type EvaluateContext } from '../op/index.ts';
import { broadcastOffsets, tensorType, type Tensor } from '../tensor/index.ts';
import { fitInt, float32 } from '../types/index.ts';
import { activationForm } from './activation.ts';
import { quantBounds } from './quant.ts';
import { halfEven, roundingModes, roundWith, stepOf, type RoundingMode } from './rounding.ts';
import { resultArray, shapeWith } from './support.ts';

const rounding = attr.oneOf(roundingModes, { default: 'floor' });

/** 2 to the power nearest to log2(outScale / scale): by what version 2 divides. */
export const shiftOf = (scale: number, outScale: number): number =>
  2 ** halfEven(Math.log2(Math.fround(outScale / scale)));

/**
 * The integer that `x / scale + zeroPoint` is, but for float noise: what a sum was before an average divided it.
 * Ties are settled by the exact value.
 */
function gridPoint(
  x: number,
  index: number,
  s: number,
  z: number,
  { arithmetic, settle }: Pick<EvaluateContext, 'arithmetic' | 'settle'>,
): number {
  if (arithmetic === 'float32') return halfEven(Math.fround(Math.fround(x / s) + z));
  const y = x / s + z;
  const real = Math.abs(y - Math.floor(y) - 0.5) <= 1e-9 * Math.max(1, Math.abs(y)) ? settle('x', index) : undefined;
  return real ? Number(roundHalfEven(add(div(real, fromNumber(s)), fromNumber(z)))) : halfEven(y);
}

/** Codes of every element, then the real value of each. */
function truncated(
  { x, scale, zeroPoint }: { readonly x: Tensor; readonly scale: Tensor; readonly zeroPoint: Tensor },
  cx: Pick<EvaluateContext, 'arithmetic' | 'settle'>,
  value: (y: number, s: number, z: number, index: number) => number,
): Tensor {
  const data = resultArray(x.data.length, cx.arithmetic);
  const scaleAt = broadcastOffsets(scale.type.shape, x.type.shape);
  const zeroAt = broadcastOffsets(zeroPoint.type.shape, x.type.shape);
  for (let i = 0; i < data.length; i++) {
    const [s, z] = [scale.data[scaleAt[i]!]!, zeroPoint.data[zeroAt[i]!]!];
    data[i] = value(gridPoint(x.data[i]!, i, s, z, cx), s, z, i);
  }
  return { type: tensorType(float32, x.type.shape), data };
}

const roundingOf = ({ arithmetic }: Pick<EvaluateContext, 'arithmetic'>): ((value: number) => number) =>
  arithmetic === 'float32' ? Math.fround : (value) => value;

/**
 * QONNX `Trunc`, version 2: `y = rne(x / scale + zeroPoint)`, `t = 2^rne(log2(outScale / scale))`, result
 * `(round(clamp(y / t)) − zeroPoint / t) · outScale`. The first rounding restores the integer, the second drops its low bits.
 */
export const trunc = defineOp({
  name: 'qnn.trunc',
  summary: 'Drops low bits of scaled integers; all operands broadcast against x.',
  operands: { x: operand.value, scale: operand.constant, zeroPoint: operand.constant, outScale: operand.constant },
  results: ['y'],
  attrs: {
    bits: attr.int({ min: 1, max: 32 }),
    signed: attr.bool(),
    narrow: attr.bool({ default: false }),
    rounding,
  },
  infer: ({ x, scale, zeroPoint, outScale }) => ({ y: tensorType(float32, shapeWith(x, scale, zeroPoint, outScale)) }),
  evaluate({ x, scale, zeroPoint, outScale }, attrs, cx): { y: Tensor } {
    const [low, high] = quantBounds(attrs);
    const round = roundingOf(cx);
    const outAt = broadcastOffsets(outScale.type.shape, x.type.shape);
    const y = truncated({ x, scale, zeroPoint }, cx, (whole, s, z, i) => {
      const out = outScale.data[outAt[i]!]!;
      const shift = shiftOf(s, out);
      const code = roundWith(attrs.rounding, Math.min(Math.max(round(whole / shift), low), high), round);
      return round(code - round(z / shift)) * out;
    });
    return { y };
  },
});

/** QONNX `Trunc`, version 1: as version 2, but nothing is clamped and the result keeps `scale` and `zeroPoint`. */
export const truncV1 = defineOp({
  name: 'qnn.trunc_v1',
  summary: 'Drops `shift` low bits of scaled integers and keeps their scale; all operands broadcast against x.',
  operands: { x: operand.value, scale: operand.constant, zeroPoint: operand.constant },
  results: ['y'],
  attrs: { shift: attr.int({ min: -32, max: 32 }), rounding },
  infer: ({ x, scale, zeroPoint }) => ({ y: tensorType(float32, shapeWith(x, scale, zeroPoint)) }),
  evaluate({ x, scale, zeroPoint }, { shift, rounding: mode }, cx): { y: Tensor } {
    const round = roundingOf(cx);
    const y = truncated({ x, scale, zeroPoint }, cx, (whole, s, z) => {
      return round(roundWith(mode, round(whole / 2 ** shift), round) - z) * s;
    });
    return { y };
  },
});

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
