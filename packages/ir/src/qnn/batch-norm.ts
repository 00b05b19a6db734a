import { affine, declined, scaledInteger, type Field, type Float32Stage } from '../analysis/index.ts';
import { fromNumber, type Rational } from '../math/rational.ts';
import { attr, defineOp, operand } from '../op/index.ts';
import { sizeOf, tensorType } from '../tensor/index.ts';
import { float32 } from '../types/index.ts';
import { mapTensor } from './support.ts';

/**
 * Per-channel factor and offset of a batch normalisation: `y = a · x + b`.
 *
 * In `exact` arithmetic a and b are doubles and count as exact from there on (a square root has no fraction);
 * in float32 they round as onnxruntime does it.
 */
export function batchNormLine(
  { gamma, beta, mean, variance }: Readonly<Record<'gamma' | 'beta' | 'mean' | 'variance', ArrayLike<number>>>,
  epsilon: number,
  round: (value: number) => number = (value) => value,
): { readonly factor: Float64Array; readonly offset: Float64Array } {
  const factor = new Float64Array(gamma.length);
  const offset = new Float64Array(gamma.length);
  for (let c = 0; c < factor.length; c++) {
    factor[c] = round(gamma[c]! / round(Math.sqrt(round(variance[c]! + round(epsilon)))));
    offset[c] = round(beta[c]! - round(mean[c]! * factor[c]!));
  }
  return { factor, offset };
}

export const batchNorm = defineOp({
  name: 'qnn.batch_norm',
  summary: 'Batch normalisation with fixed statistics, over channel axis `axis`.',
  operands: {
    x: operand.value,
    gamma: operand.constant,
    beta: operand.constant,
    mean: operand.constant,
    variance: operand.constant,
  },
  results: ['y'],
  attrs: { epsilon: attr.float({ default: 1e-5 }), axis: attr.int({ min: 0, default: 1 }) },
  infer: ({ x, gamma, beta, mean, variance }, { axis }) => {
    const channels = x.type.shape[axis];
    for (const parameter of [gamma, beta, mean, variance]) {
      if (sizeOf(parameter.type.shape) !== channels) {
        throw new RangeError(`${sizeOf(parameter.type.shape)} parameters for ${channels ?? 'no'} channels`);
      }
    }
    return { y: tensorType(float32, x.type.shape) };
  },
  evaluate({ x, gamma, beta, mean, variance }, { epsilon, axis }, { arithmetic }) {
    const parameters = { gamma: gamma.data, beta: beta.data, mean: mean.data, variance: variance.data };
    const round = arithmetic === 'float32' ? Math.fround : undefined;
    const { factor, offset } = batchNormLine(parameters, epsilon, round);
    const inner = sizeOf(x.type.shape.slice(axis + 1));
    const rounded = round ?? ((value: number): number => value);
    return {
      y: mapTensor(x, tensorType(float32, x.type.shape), arithmetic, (value, i) => {
        const c = Math.floor(i / inner) % factor.length;
        return rounded(value * factor[c]!) + offset[c]!;
      }),
    };
  },
});

export const batchNormInteger = scaledInteger.for(batchNorm, (node, cx) => {
  const { x, gamma, beta, mean, variance } = node.operand;
  const fact = cx.curved(x);
  if (!fact) return declined(cx.why(x));
  const parameters = {
    gamma: gamma.constant.data,
    beta: beta.constant.data,
    mean: mean.constant.data,
    variance: variance.constant.data,
  };
  const { factor, offset } = batchNormLine(parameters, node.attrs.epsilon);
  if (![...factor, ...offset].every(Number.isFinite)) return declined('its parameters are not finite');
  const shape = x.type.shape.map((size, i) => (i === node.attrs.axis ? size : 1));
  const field = (values: Float64Array): Field<Rational> => ({ shape, data: Array.from(values, fromNumber) });
  const rounded = batchNormLine(parameters, node.attrs.epsilon, Math.fround);
  const stages: readonly Float32Stage[] = [
    { values: { shape, data: rounded.factor }, apply: (value, a) => Math.fround(value * a) },
    { values: { shape, data: rounded.offset }, apply: (value, b) => Math.fround(value + b) },
  ];
  return {
    facts: { y: affine(fact, field(factor), field(offset), stages) },
    carry: (build) => ({ y: build.integer(x) }),
  };
});
