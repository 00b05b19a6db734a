import { bend, declined, scaledInteger, type RisingMap } from '../analysis/index.ts';
import { fromNumber, mul, sign, toNumber, type Rational } from '../math/rational.ts';
import { defineOp, operand } from '../op/index.ts';
import { tensorType, type Tensor } from '../tensor/index.ts';
import { float32 } from '../types/index.ts';
import { mapPair, shapeWith } from './support.ts';

/** y = x for x ≥ 0 and slope · x below, with a slope per channel; one slope for all is `qnn.map` with `leaky_relu`. */
export const prelu = defineOp({
  name: 'qnn.prelu',
  summary: 'Rectifier with a slope per channel below 0; the slopes broadcast against x.',
  operands: { x: operand.value, slope: operand.constant },
  results: ['y'],
  attrs: {},
  infer: ({ x, slope }) => ({ y: tensorType(float32, shapeWith(x, slope)) }),
  evaluate: ({ x, slope }, _attrs, { arithmetic }): { y: Tensor } => ({
    y: mapPair(x, slope, tensorType(float32, x.type.shape), arithmetic, (value, s) => (value < 0 ? s * value : value)),
  }),
});

const rectifier = (slope: Rational): RisingMap => ({
  name: 'PRelu',
  apply: (real) => (real < 0 ? toNumber(slope) * real : real),
  exact: (real) => (sign(real) < 0 ? mul(slope, real) : real),
});

export const preluInteger = scaledInteger.for(prelu, ({ operand: { x, slope } }, cx) => {
  const slopes = slope.constant.data;
  if (!slopes.every((s) => s >= 0 && s < Infinity))
    return declined('a slope is negative, so the rectifier falls and rises; no thresholds can stand for it');
  const fact = cx.curved(x);
  if (!fact) return declined(cx.why(x));
  const maps = { shape: slope.type.shape, data: Array.from(slopes, (s) => rectifier(fromNumber(s))) };
  return { facts: { y: bend(fact, maps) }, carry: (build) => ({ y: build.integer(x) }) };
});
