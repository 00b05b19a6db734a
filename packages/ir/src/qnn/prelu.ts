import { declined, scaledInteger } from '../analysis/index.ts';
import { defineOp, operand } from '../op/index.ts';
import { broadcastsTo, showType, tensorType, type Tensor } from '../tensor/index.ts';
import { float32 } from '../types/index.ts';
import { mapPair } from './support.ts';

/** y = x for x ≥ 0 and slope · x below, with a slope per channel; one slope for all is `qnn.map` with `leaky_relu`. */
export const prelu = defineOp({
  name: 'qnn.prelu',
  summary: 'Rectifier with a slope per channel below 0; the slopes broadcast against x.',
  operands: { x: operand.value, slope: operand.constant },
  results: ['y'],
  attrs: {},
  infer({ x, slope }) {
    if (!broadcastsTo(slope.type.shape, x.type.shape))
      throw new RangeError(`${showType(slope.type)} does not broadcast to ${showType(x.type)}`);
    return { y: tensorType(float32, x.type.shape) };
  },
  evaluate: ({ x, slope }, _attrs, { arithmetic }): { y: Tensor } => ({
    y: mapPair(x, slope, tensorType(float32, x.type.shape), arithmetic, (value, s) => (value < 0 ? s * value : value)),
  }),
});

export const preluInteger = scaledInteger.for(prelu, () =>
  declined(
    'a rectifier with a slope per channel has no integer form; use one slope for all channels (num_parameters=1)',
  ),
);
