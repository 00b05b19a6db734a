import { qnn, type FacetImplementation } from '@finnc/ir';
import { float, toOnnx, type OnnxWriter } from '../writer.ts';

/** A list of one number a channel in the shape that broadcasts along `axis` of a tensor. */
const alongAxis = (values: ArrayLike<number>, axis: number, rank: number): number[] =>
  values.length === 1 ? [] : Array.from({ length: rank }, (_, i) => (i === axis ? values.length : 1));

const plus = (cx: OnnxWriter, x: string, values: ArrayLike<number>, shape: readonly number[]): string =>
  Array.from(values).every((value) => value === 0) ? x : cx.emit('Add', [x, cx.floats(shape, values)]);

export const elementwiseToOnnx: readonly FacetImplementation[] = [
  toOnnx.for(qnn.add, ({ operand: { a, b } }, cx) => ({ y: cx.emit('Add', [cx.tensor(a), cx.tensor(b)]) })),
  toOnnx.for(qnn.sub, ({ operand: { a, b } }, cx) => ({ y: cx.emit('Sub', [cx.tensor(a), cx.tensor(b)]) })),
  toOnnx.for(qnn.mul, ({ operand: { a, b } }, cx) => ({ y: cx.emit('Mul', [cx.tensor(a), cx.tensor(b)]) })),
  toOnnx.for(qnn.div, ({ operand: { a, b } }, cx) => ({ y: cx.emit('Div', [cx.tensor(a), cx.tensor(b)]) })),
  toOnnx.for(qnn.relu, ({ operand: { x } }, cx) => ({ y: cx.emit('Relu', [cx.tensor(x)]) })),
  toOnnx.for(qnn.batchNorm, ({ operand, attrs: { epsilon, axis } }, cx) => {
    const { x, gamma, beta, mean, variance } = operand;
    if (axis === 1)
      return {
        y: cx.emit(
          'BatchNormalization',
          [x, gamma, beta, mean, variance].map((value) => cx.tensor(value)),
          { epsilon: float(epsilon) },
        ),
      };
    // ONNX has channels second; elsewhere the same arithmetic is written out.
    const parameters = {
      gamma: gamma.constant.data,
      beta: beta.constant.data,
      mean: mean.constant.data,
      variance: variance.constant.data,
    };
    const { factor, offset } = qnn.batchNormLine(parameters, epsilon, Math.fround);
    const shape = alongAxis(factor, axis, x.type.shape.length);
    return { y: plus(cx, cx.emit('Mul', [cx.tensor(x), cx.floats(shape, factor)]), offset, shape) };
  }),
  toOnnx.for(qnn.flip, ({ operand: { x, signs }, attrs: { axis } }, cx) => {
    const { data } = signs.constant;
    return { y: cx.emit('Mul', [cx.tensor(x), cx.floats(alongAxis(data, axis, x.type.shape.length), data)]) };
  }),
  toOnnx.for(qnn.offset, ({ operand: { x, offsets } }, cx) => ({
    y: plus(cx, cx.tensor(x), offsets.constant.data, [offsets.constant.data.length]),
  })),
  toOnnx.for(qnn.dequant, ({ operand: { x, scale, bias } }, cx) => ({
    y: plus(cx, cx.emit('Mul', [cx.tensor(x), cx.tensor(scale)]), bias.constant.data, bias.type.shape),
  })),
];
