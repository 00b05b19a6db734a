import { activationForm } from './activation.ts';
import {
  declined,
  mapField,
  scaledInteger,
  uniform,
  withIntegerType,
  zipField,
  type Field,
} from '../analysis/index.ts';
import {
  add,
  div,
  fromNumber,
  isWhole,
  mul,
  negate,
  sign,
  sub,
  toNumber,
  ZERO,
  type Rational,
} from '../math/rational.ts';
import { lazily } from '../lazily.ts';
import { attr, defineOp, operand, type EvaluateContext } from '../op/index.ts';
import { broadcastOffsets, tensor, tensorType, type Tensor } from '../tensor/index.ts';
import { fitInt, float32 } from '../types/index.ts';
import { nearStep, roundingModes, roundWith, settledCode, stepOf, type RoundingMode } from './rounding.ts';
import { resultArray, shapeWith } from './support.ts';

interface QuantAttrs {
  readonly bits: number;
  readonly signed: boolean;
  readonly narrow: boolean;
  readonly rounding: RoundingMode;
}

/** Least and greatest code: narrow takes from the top if unsigned, from the bottom if signed. */
export function quantBounds({
  bits,
  signed,
  narrow,
}: Omit<QuantAttrs, 'rounding'>): readonly [low: number, high: number] {
  return signed ? [-(2 ** (bits - 1)) + (narrow ? 1 : 0), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1 - (narrow ? 1 : 0)];
}

/** QONNX: one signed bit is ±1 by sign, whatever the rounding. */
const isSignBit = ({ bits, signed }: Pick<QuantAttrs, 'bits' | 'signed'>): boolean => bits === 1 && signed;

/**
 * QONNX `Quant`: `y = clamp(round(x / scale + zeroPoint))`, result `(y − zeroPoint) · scale`.
 *
 * float32 rounds after each of the four operations; the clamp comes before the rounding, as in the reference.
 */
export const quant = defineOp({
  name: 'qnn.quant',
  summary: 'Uniform quantiser with scale and zero point; all operands broadcast against x.',
  operands: { x: operand.value, scale: operand.constant, zeroPoint: operand.constant },
  results: ['y'],
  attrs: {
    bits: attr.int({ min: 1, max: 32 }),
    signed: attr.bool(),
    narrow: attr.bool({ default: false }),
    rounding: attr.oneOf(roundingModes, { default: 'half_even' }),
  },
  infer: ({ x, scale, zeroPoint }) => ({ y: tensorType(float32, shapeWith(x, scale, zeroPoint)) }),
  evaluate({ x, scale, zeroPoint }, attrs, cx) {
    const y = resultArray(x.data.length, cx.arithmetic);
    const codes = codesIn({ x, scale, zeroPoint }, attrs, cx);
    const [scaleAt, zeroAt] = parameterOffsets(x, scale, zeroPoint);
    const single = cx.arithmetic === 'float32';
    for (let i = 0; i < y.length; i++) {
      const centred = codes[i]! - zeroPoint.data[zeroAt[i]!]!;
      y[i] = (single ? Math.fround(centred) : centred) * scale.data[scaleAt[i]!]!;
    }
    return { y: { type: tensorType(float32, x.type.shape), data: y } };
  },
});

interface Quantised {
  readonly x: Tensor;
  readonly scale: Tensor;
  readonly zeroPoint: Tensor;
}

const parameterOffsets = (x: Tensor, scale: Tensor, zeroPoint: Tensor): readonly [Int32Array, Int32Array] => [
  broadcastOffsets(scale.type.shape, x.type.shape),
  broadcastOffsets(zeroPoint.type.shape, x.type.shape),
];

/** The code of every element. One loop without callbacks: weights come by the million, and calls would box each number. */
function codesIn(
  { x, scale, zeroPoint }: Quantised,
  attrs: QuantAttrs,
  { arithmetic, settle }: Pick<EvaluateContext, 'arithmetic' | 'settle'>,
): Float64Array {
  const codes = new Float64Array(x.data.length);
  const [low, high] = quantBounds(attrs);
  const [scaleAt, zeroAt] = parameterOffsets(x, scale, zeroPoint);
  const { rounding } = attrs;
  const single = arithmetic === 'float32';
  const signBit = isSignBit(attrs);
  const round = single ? Math.fround : (value: number): number => value;
  for (let i = 0; i < codes.length; i++) {
    const s = scale.data[scaleAt[i]!]!;
    const z = zeroPoint.data[zeroAt[i]!]!;
    const exact = single ? Math.fround(Math.fround(x.data[i]! / s) + z) : x.data[i]! / s + z;
    if (signBit) {
      const real = !single && Math.abs(exact) < 1e-9 ? settle('x', i) : undefined;
      const positive = real ? sign(exactArgument(real, s, z)) >= 0 : exact >= 0;
      codes[i] = positive ? 1 : -1;
      continue;
    }
    const clamped = Math.min(Math.max(exact, low), high);
    const code = roundWith(rounding, clamped, round);
    const real = !single && nearStep(clamped) ? settle('x', i) : undefined;
    codes[i] = real ? settledCode(exactArgument(real, s, z), rounding, code, low, high) : code;
  }
  return codes;
}

/** What is rounded, of an exact real value. */
const exactArgument = (real: Rational, s: number, z: number): Rational => add(div(real, fromNumber(s)), fromNumber(z));

interface Codes {
  readonly scale: Tensor;
  readonly zeroPoint: Tensor;
  readonly attrs: QuantAttrs;
  readonly whole: boolean;
  readonly codes: Tensor;
}
const codesByWeights = new WeakMap<Tensor, Codes[]>();

/** Integer codes of constant weights, as float32 arithmetic gives them, kept with the weights they are of. */
function codesOf(weights: Tensor, scale: Tensor, zeroPoint: Tensor, attrs: QuantAttrs, whole: boolean): Tensor {
  const list = codesByWeights.get(weights) ?? [];
  const seen = list.find(
    (c) => c.scale === scale && c.zeroPoint === zeroPoint && c.attrs === attrs && c.whole === whole,
  );
  if (seen) return seen.codes;
  const cx = { arithmetic: 'float32', settle: () => undefined } as const;
  const data = codesIn({ x: weights, scale, zeroPoint }, attrs, cx);
  const zeroAt = broadcastOffsets(zeroPoint.type.shape, weights.type.shape);
  for (let i = 0; whole && i < data.length; i++) data[i]! -= zeroPoint.data[zeroAt[i]!]!;
  const codes = withIntegerType(tensor(float32, weights.type.shape, data));
  codesByWeights.set(weights, [...list, { scale, zeroPoint, attrs, whole, codes }]);
  return codes;
}

export const quantInteger = scaledInteger.for(quant, (node, cx) => {
  const { x, scale, zeroPoint } = node.operand;
  const { attrs } = node;
  if (scale.constant.data.some((s) => s === 0 || !Number.isFinite(s))) return declined('a scale is zero or not finite');
  const fact = cx.curved(x);
  const scales: Field<Rational> = { shape: scale.type.shape, data: Array.from(scale.constant.data, fromNumber) };
  const zeros: Field<Rational> = { shape: zeroPoint.type.shape, data: Array.from(zeroPoint.constant.data, fromNumber) };
  const [low, high] = isSignBit(attrs) ? [-1, 1] : quantBounds(attrs);
  // With a whole zero point the integer is y − z, so real 0 is integer 0 and zero padding stays right.
  // A sign bit stays ±1: its integers are those of a bipolar type.
  const whole = Array.from(zeros.data).every(isSignBit(attrs) ? (z) => sign(z) === 0 : isWhole);
  const zeroOf = (z: Rational): number => (whole ? toNumber(z) : 0);
  const result = {
    domain: 'integer' as const,
    scale: scales,
    bias: whole ? uniform(ZERO) : zipField(zeros, scales, (z, s) => negate(mul(z, s))),
    low: mapField(zeros, (z) => low - zeroOf(z)),
    high: mapField(zeros, (z) => high - zeroOf(z)),
  };
  if (x.constant) {
    const constant = codesOf(x.constant, scale.constant, zeroPoint.constant, attrs, whole);
    return { facts: { y: { ...result, constant } }, carry: (build) => ({ y: build.constant(constant) }) };
  }
  if (!fact) return declined(cx.why(x));
  const zero = Array.from(zeros.data).every((z) => sign(sub(z, zeros.data[0]!)) === 0) ? zeros.data[0]! : undefined;
  if (!zero) return declined('the zero point differs between channels');
  const steps = lazily(() =>
    isSignBit(attrs)
      ? [{ at: ZERO, strict: false }]
      : Array.from({ length: high - low }, (_, k) => stepOf(attrs.rounding, low + 1 + k)),
  );
  const first = low - zeroOf(zero);
  return activationForm(
    {
      stepCount: isSignBit(attrs) ? 1 : high - low,
      x,
      fact,
      step: scales,
      zero,
      steps,
      outType: isSignBit(attrs) ? 'bipolar' : fitInt(first, high - zeroOf(zero)),
      first,
      result,
      ...(attrs.rounding === 'half_even' ? { evenFrom: low } : {}),
      level: (value, s) => {
        const y = Math.fround(Math.fround(value / s) + toNumber(zero));
        if (isSignBit(attrs)) return y >= 0 ? 1 : 0;
        return roundWith(attrs.rounding, Math.min(Math.max(y, low), high), Math.fround) - low;
      },
    },
    cx,
  );
});
