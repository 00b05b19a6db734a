import { declined, scaledInteger } from '../analysis/index.ts';
import { attr, defineOp, operand } from '../op/index.ts';
import { broadcastOffsets, tensorType, type Tensor } from '../tensor/index.ts';
import { float32 } from '../types/index.ts';
import { roundingModes, roundWith } from './rounding.ts';
import { resultArray, shapeWith } from './support.ts';

/** What becomes of a value beyond the greatest one. */
export const overflows = ['saturate', 'inf', 'nan'] as const;

/** Least positive normal float32, which the reference adds so that the logarithm of 0 is finite. */
const TINY = 2 ** -126;

/** ⌊log2 x⌋ of a positive number. */
function exponentOf(x: number): number {
  const near = Math.floor(Math.log2(x));
  return 2 ** near > x ? near - 1 : 2 ** (near + 1) <= x ? near + 1 : near;
}

/**
 * QONNX `FloatQuant`: the nearest number of a small floating-point format, times a scale.
 *
 * With y = x / scale the step there is 2^e, e = max(⌊log2 |y|⌋ − mantissaBits, 1 − exponentBias − mantissaBits), and the
 * result is 2^e · round(y / 2^e), clipped to the format's greatest value or `max` if that is less. In float32 the
 * logarithm rounds as in the reference, so a value just below a power of two may take the step above it.
 * Infinities give NaN, as there.
 *
 * @see qonnx `custom_op/general/floatquant.py`
 */
export const floatQuant = defineOp({
  name: 'qnn.float_quant',
  summary: 'Quantiser to a minifloat format; the scale broadcasts against x.',
  operands: { x: operand.value, scale: operand.constant },
  results: ['y'],
  attrs: {
    exponentBits: attr.int({ min: 1, max: 8 }),
    mantissaBits: attr.int({ min: 0, max: 23 }),
    exponentBias: attr.int(),
    max: attr.float({ default: Infinity }),
    rounding: attr.oneOf(roundingModes, { default: 'half_even' }),
    overflow: attr.oneOf(overflows, { default: 'saturate' }),
  },
  infer: ({ x, scale }) => ({ y: tensorType(float32, shapeWith(x, scale)) }),
  evaluate({ x, scale }, { exponentBits, mantissaBits, exponentBias, max, rounding, overflow }, { arithmetic }) {
    const isFloat32 = arithmetic === 'float32';
    const round = isFloat32 ? Math.fround : (value: number): number => value;
    const floorLog2 = isFloat32
      ? (size: number): number => Math.floor(Math.fround(Math.log2(Math.fround(size + TINY))))
      : (size: number): number => exponentOf(size + TINY);
    const least = 1 - exponentBias - mantissaBits;
    const greatest = Math.min(max, (2 - 2 ** -mantissaBits) * 2 ** (2 ** exponentBits - 1 - exponentBias));
    const scaleAt = broadcastOffsets(scale.type.shape, x.type.shape);
    const y: Tensor['data'] = resultArray(x.data.length, arithmetic);
    for (let i = 0; i < y.length; i++) {
      const s = scale.data[scaleAt[i]!]!;
      const real = round(x.data[i]! / s);
      const step = Number.isFinite(real) ? 2 ** Math.max(floorLog2(Math.abs(real)) - mantissaBits, least) : NaN;
      const nearest = step * roundWith(rounding, real / step, round);
      const inside = Math.min(Math.max(nearest, -greatest), greatest);
      if (overflow === 'saturate' || inside === nearest || Number.isNaN(nearest)) y[i] = inside * s;
      else y[i] = overflow === 'inf' ? Math.sign(nearest) * Infinity * s : NaN;
    }
    return { y: { type: tensorType(float32, x.type.shape), data: y } };
  },
});

export const floatQuantInteger = scaledInteger.for(floatQuant, ({ attrs: { exponentBits, mantissaBits } }) =>
  declined(
    `its values are minifloats of ${exponentBits} exponent and ${mantissaBits} mantissa bits, whose steps differ from binade to binade; use an integer quantiser`,
  ),
);
