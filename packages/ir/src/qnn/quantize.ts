import { declined, mapField, rationalField, scaledInteger, uniform, type Field } from '../analysis/index.ts';
import { div, fromNumber, ONE, ZERO } from '../math/rational.ts';
import { lazily } from '../lazily.ts';
import { attr, defineOp, operand, type EvaluateContext } from '../op/index.ts';
import { broadcastOffsets, tensorType, type Tensor } from '../tensor/index.ts';
import { fitInt } from '../types/index.ts';
import { activationForm } from './activation.ts';
import { halfEven, nearStep, settledCode, stepOf } from './rounding.ts';
import { integerArray, shapeWith } from './support.ts';
import { withoutZeroPoint } from './zero-point.ts';

interface Codes {
  readonly low: number;
  readonly high: number;
}

/**
 * ONNX `QuantizeLinear`: `q = clamp(round_half_even(x / scale) + zeroPoint)`, the code itself; a NaN gives the least.
 *
 * Unlike `qnn.quant` it rounds before it adds the zero point. A `Clip` of the codes is taken into `low` and `high`.
 */
export const quantize = defineOp({
  name: 'qnn.quantize',
  summary: 'Integer codes of real numbers: the QuantizeLinear of QCDQ; all operands broadcast against x.',
  operands: { x: operand.value, scale: operand.constant, zeroPoint: operand.constant },
  results: ['y'],
  attrs: { low: attr.int(), high: attr.int() },
  infer({ x, scale, zeroPoint }, { low, high }) {
    if (low > high) throw new RangeError(`codes from ${low} to ${high}`);
    return { y: tensorType(codeType({ low, high }), shapeWith(x, scale, zeroPoint)) };
  },
  evaluate({ x, scale, zeroPoint }, codes, cx): { y: Tensor } {
    const type = codeType(codes);
    const data = integerArray(x.data.length, type.bits);
    const [scaleAt, zeroAt] = [scale, zeroPoint].map((own) => broadcastOffsets(own.type.shape, x.type.shape));
    for (let i = 0; i < data.length; i++) {
      const z = zeroPoint.data[zeroAt![i]!]!;
      data[i] = codeAt(x.data[i]!, i, scale.data[scaleAt![i]!]!, z, codes, cx);
    }
    return { y: { type: tensorType(type, x.type.shape), data } };
  },
});

const codeType = ({ low, high }: Codes): ReturnType<typeof fitInt> => fitInt(low, high);

function codeAt(
  x: number,
  index: number,
  s: number,
  z: number,
  { low, high }: Codes,
  { arithmetic, settle }: EvaluateContext,
): number {
  const quotient = arithmetic === 'float32' ? Math.fround(x / s) : x / s;
  if (Number.isNaN(quotient)) return low;
  const code = Math.min(Math.max(halfEven(Math.min(Math.max(quotient, low - z), high - z)) + z, low), high);
  if (arithmetic === 'float32' || !nearStep(quotient)) return code;
  const real = settle('x', index);
  return real ? settledCode(div(real, fromNumber(s)), 'half_even', code - z, low - z, high - z) + z : code;
}

/** The integers are `code − zeroPoint`, so that real 0 is integer 0 behind the `qnn.dequantize` that follows. */
export const quantizeInteger = scaledInteger.for(quantize, (node, cx) => {
  const { x, scale, zeroPoint } = node.operand;
  const { low, high } = node.attrs;
  if (scale.constant.data.some((s) => s === 0 || !Number.isFinite(s))) return declined('a scale is zero or not finite');
  const zeros = rationalField(zeroPoint.constant);
  const zero: Field<number> = { shape: zeroPoint.type.shape, data: zeroPoint.constant.data };
  const result = {
    domain: 'integer' as const,
    scale: uniform(ONE),
    bias: zeros,
    low: mapField(zero, (z) => low - z),
    high: mapField(zero, (z) => high - z),
  };
  if (x.constant) {
    const exact = { arithmetic: 'float32', settle: () => undefined } as const;
    const operands = { x: x.constant, scale: scale.constant, zeroPoint: zeroPoint.constant };
    const { y } = quantize.evaluate(operands as never, node.attrs as never, exact) as { readonly y: Tensor };
    const constant = withoutZeroPoint(y, zeroPoint.constant);
    return { facts: { y: { ...result, constant } }, carry: (build) => ({ y: build.constant(constant) }) };
  }
  const fact = cx.curved(x);
  if (!fact) return declined(cx.why(x));
  const [first = 0, ...others] = zeroPoint.constant.data;
  if (others.some((z) => z !== first)) return declined('the zero point differs between channels');
  const steps = lazily(() => Array.from({ length: high - low }, (_, k) => stepOf('half_even', low - first + 1 + k)));
  return activationForm(
    {
      stepCount: high - low,
      x,
      fact,
      step: rationalField(scale.constant),
      zero: ZERO,
      steps,
      outType: fitInt(low - first, high - first),
      first: low - first,
      evenFrom: low - first,
      level: (value, s) =>
        halfEven(Math.min(Math.max(Math.fround(value / s), low - first), high - first)) - (low - first),
      result,
    },
    cx,
  );
});
