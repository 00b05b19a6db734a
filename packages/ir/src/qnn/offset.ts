import { affine, declined, rationalField, scaledInteger, uniform } from '../analysis/index.ts';
import { ONE } from '../math/rational.ts';
import { attr, defineOp, operand } from '../op/index.ts';
import { sizeOf, tensorType, type Tensor } from '../tensor/index.ts';
import { integerArray } from './support.ts';

/** y = x + offsets[c] on integers, c along the last axis; `narrow` and `convert-to-hw` fold it into the accumulator's start. */
export const offset = defineOp({
  name: 'qnn.offset',
  summary: 'Adds an integer per channel, channels last.',
  operands: { x: operand.value, offsets: operand.constant },
  results: ['y'],
  attrs: { outType: attr.type() },
  infer({ x, offsets }, { outType }) {
    const count = sizeOf(offsets.type.shape);
    if (count !== x.type.shape.at(-1))
      throw new RangeError(`${count} offsets for ${x.type.shape.at(-1) ?? 0} channels`);
    return { y: tensorType(outType, x.type.shape) };
  },
  evaluate({ x, offsets }, { outType }): { y: Tensor } {
    const data = integerArray(x.data.length, outType.bits);
    for (let i = 0; i < data.length; i++) data[i] = x.data[i]! + offsets.data[i % offsets.data.length]!;
    return { y: { type: tensorType(outType, x.type.shape), data } };
  },
});

export const offsetInteger = scaledInteger.for(offset, (node, cx) => {
  const { x, offsets } = node.operand;
  const fact = cx.fact(x);
  if (!fact) return declined(cx.why(x));
  return {
    facts: { y: affine(fact, uniform(ONE), rationalField(offsets.constant)) },
    carry: (build) => ({ y: build.integer(x) }),
  };
});
