import { declined, scaledInteger } from '../analysis/index.ts';
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

/** tidy-up removes a rectifier before a quantiser that clips at 0 itself; what is left stays real. */
export const reluInteger = scaledInteger.for(relu, () =>
  declined('a rectifier has an integer form only before an unsigned quantiser without zero point'),
);
