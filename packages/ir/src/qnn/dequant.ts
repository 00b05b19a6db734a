import { affine, declined, rationalField, scaledInteger } from '../analysis/index.ts';
import { defineOp, operand } from '../op/index.ts';
import { broadcastOffsets, broadcastsTo, showType, tensorType, type Tensor } from '../tensor/index.ts';
import { float32 } from '../types/index.ts';
import { resultArray } from './support.ts';

/** Real values of integers: `y = x · scale + bias`; where an integer region ends inside the graph. */
export const dequant = defineOp({
  name: 'qnn.dequant',
  summary: 'Scaled integers back to real numbers.',
  operands: { x: operand.value, scale: operand.constant, bias: operand.constant },
  results: ['y'],
  attrs: {},
  infer({ x, scale, bias }) {
    for (const parameter of [scale, bias]) {
      if (!broadcastsTo(parameter.type.shape, x.type.shape))
        throw new RangeError(`${showType(parameter.type)} against ${showType(x.type)}`);
    }
    return { y: tensorType(float32, x.type.shape) };
  },
  evaluate({ x, scale, bias }, _attrs, { arithmetic }): { y: Tensor } {
    const data = resultArray(x.data.length, arithmetic);
    const [s, b] = [broadcastOffsets(scale.type.shape, x.type.shape), broadcastOffsets(bias.type.shape, x.type.shape)];
    for (let i = 0; i < data.length; i++) data[i] = x.data[i]! * scale.data[s[i]!]! + bias.data[b[i]!]!;
    return { y: { type: tensorType(float32, x.type.shape), data } };
  },
});

export const dequantInteger = scaledInteger.for(dequant, (node, cx) => {
  const { x, scale, bias } = node.operand;
  const fact = cx.fact(x);
  if (!fact) return declined(cx.why(x));
  return {
    facts: { y: affine(fact, rationalField(scale.constant), rationalField(bias.constant)) },
    carry: (build) => ({ y: build.integer(x) }),
  };
});
