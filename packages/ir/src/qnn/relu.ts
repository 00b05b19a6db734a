import { bend, declined, scaledInteger, uniform, type RisingMap } from '../analysis/index.ts';
import { sign, ZERO } from '../math/rational.ts';
import { defineOp, operand } from '../op/index.ts';
import { tensorType, type Tensor } from '../tensor/index.ts';
import { float32 } from '../types/index.ts';
import { mapTensor } from './support.ts';

/** y = max(x, 0); NaN stays. */
export const relu = defineOp({
  name: 'qnn.relu',
  summary: 'Rectifier: negative values become 0.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: {},
  infer: ({ x }) => ({ y: tensorType(float32, x.type.shape) }),
  evaluate: ({ x }, _attrs, { arithmetic }): { y: Tensor } => ({
    y: mapTensor(x, tensorType(float32, x.type.shape), arithmetic, (value) => (value < 0 ? 0 : value)),
  }),
});

/** Exact in fractions, and so is every threshold behind it. */
const rectifier: RisingMap = {
  name: 'Relu',
  apply: (real) => Math.max(real, 0),
  exact: (real) => (sign(real) < 0 ? ZERO : real),
};

export const reluInteger = scaledInteger.for(relu, (node, cx) => {
  const { x } = node.operand;
  const fact = cx.curved(x);
  if (!fact) return declined(cx.why(x));
  return { facts: { y: bend(fact, uniform(rectifier)) }, carry: (build) => ({ y: build.integer(x) }) };
});
