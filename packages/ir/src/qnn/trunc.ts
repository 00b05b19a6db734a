import { add, div, fromNumber, roundHalfEven } from '../math/rational.ts';
import { attr, defineOp, operand, type EvaluateContext } from '../op/index.ts';
import { broadcastOffsets, tensorType, type Tensor } from '../tensor/index.ts';
import { float32 } from '../types/index.ts';
import { quantBounds } from './quant.ts';
import { halfEven, roundingModes, roundWith } from './rounding.ts';
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
