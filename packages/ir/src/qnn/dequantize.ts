import { affine, declined, rationalField, scaledInteger, uniform, zipField, type Field } from '../analysis/index.ts';
import { sub, ZERO } from '../math/rational.ts';
import { defineOp, operand } from '../op/index.ts';
import { broadcastOffsets, tensorType, type Tensor } from '../tensor/index.ts';
import { float32 } from '../types/index.ts';
import { resultArray, shapeWith } from './support.ts';
import { withoutZeroPoint } from './zero-point.ts';

/** ONNX `DequantizeLinear`: `y = (q − zeroPoint) · scale`, rounded once. */
export const dequantize = defineOp({
  name: 'qnn.dequantize',
  summary: 'Real numbers of integer codes: the DequantizeLinear of QCDQ; all operands broadcast against x.',
  operands: { x: operand.value, scale: operand.constant, zeroPoint: operand.constant },
  results: ['y'],
  attrs: {},
  infer: ({ x, scale, zeroPoint }) => ({ y: tensorType(float32, shapeWith(x, scale, zeroPoint)) }),
  evaluate({ x, scale, zeroPoint }, _attrs, { arithmetic }): { y: Tensor } {
    const data = resultArray(x.data.length, arithmetic);
    const [scaleAt, zeroAt] = [scale, zeroPoint].map((own) => broadcastOffsets(own.type.shape, x.type.shape));
    const round = arithmetic === 'float32' ? Math.fround : (value: number): number => value;
    for (let i = 0; i < data.length; i++)
      data[i] = round(x.data[i]! - zeroPoint.data[zeroAt![i]!]!) * scale.data[scaleAt![i]!]!;
    return { y: { type: tensorType(float32, x.type.shape), data } };
  },
});

export const dequantizeInteger = scaledInteger.for(dequantize, (node, cx) => {
  const { x, scale, zeroPoint } = node.operand;
  const fact = cx.fact(x);
  if (!fact) return declined(cx.why(x));
  const factor = rationalField(scale.constant);
  const zeros = rationalField(zeroPoint.constant);
  if (x.constant && zeroPoint.constant.data.some((z) => z !== 0)) {
    const constant = withoutZeroPoint(x.constant, zeroPoint.constant);
    const zero: Field<number> = { shape: zeroPoint.type.shape, data: zeroPoint.constant.data };
    const known = {
      domain: 'integer' as const,
      scale: factor,
      bias: uniform(ZERO),
      low: zipField(fact.low, zero, (n, z) => n - z),
      high: zipField(fact.high, zero, (n, z) => n - z),
      constant,
    };
    return { facts: { y: known }, carry: (build) => ({ y: build.constant(constant) }) };
  }
  const { constant } = fact;
  return {
    facts: { y: affine({ ...fact, bias: zipField(fact.bias, zeros, sub) }, factor, uniform(ZERO)) },
    carry: (build) => ({ y: constant ? build.constant(constant) : build.integer(x) }),
  };
});
