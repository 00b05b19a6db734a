import { float, floats, int64s, op } from '../../src/import/small-model.test.helper.ts';
import type { Attributes, Case, Draw, Drawn } from './drawn.ts';

const reduction =
  (opType: string, isInputFrom: number): Case =>
  (draw) => {
    const shape = draw.shape(1, 4);
    const opset = draw.of(11, 13, 18);
    const [axes, keepdims] = [draw.axes(shape.length), draw.int(0, 1)];
    const asInput = opset >= isInputFrom;
    return {
      inputs: { x: shape },
      constants: asInput ? { axes: int64s(...axes) } : {},
      nodes: [op(opType, asInput ? 'x axes' : 'x', 'y', asInput ? { keepdims } : { keepdims, axes })],
      opset,
    };
  };
const index =
  (opType: string): Case =>
  (draw) => {
    const shape = draw.shape(1, 4);
    const axis = draw.int(-shape.length, shape.length - 1);
    const attributes = { axis, keepdims: draw.int(0, 1), select_last_index: draw.int(0, 1) };
    return { inputs: { x: shape }, nodes: [op(opType, 'x', 'y', attributes)], types: ['int64'] };
  };
const alongAxis =
  (opType: string): Case =>
  (draw) => {
    const shape = draw.shape(1, 4);
    const axis = draw.int(-shape.length, shape.length - 1);
    return { inputs: { x: shape }, nodes: [op(opType, 'x', 'y', { axis })], opset: draw.of(11, 13) };
  };

export const reductions: Readonly<Record<string, Case>> = {
  ...Object.fromEntries(
    ['L1', 'L2', 'LogSum', 'LogSumExp', 'Max', 'Mean', 'Min', 'Prod', 'SumSquare'].map((name) => [
      `Reduce${name}`,
      reduction(`Reduce${name}`, 18),
    ]),
  ),
  ReduceSum: reduction('ReduceSum', 13),
  ArgMax: index('ArgMax'),
  ArgMin: index('ArgMin'),
  Softmax: alongAxis('Softmax'),
  LogSoftmax: alongAxis('LogSoftmax'),
  TopK: (draw) => {
    const shape = draw.shape(1, 3);
    const axis = draw.int(-shape.length, shape.length - 1);
    return {
      inputs: { x: shape },
      constants: { k: int64s(draw.int(1, shape.at(axis)!)) },
      nodes: [op('TopK', 'x k', 'y y1', { axis, largest: draw.int(0, 1) })],
      types: ['float32', 'int64'],
    };
  },
  LayerNormalization: (draw) => {
    const shape = draw.shape(1, 3);
    const axis = draw.int(-shape.length, shape.length - 1);
    const rest = shape.slice(axis);
    return {
      inputs: { x: shape },
      constants: { w: draw.tensor(rest), b: draw.tensor(rest) },
      nodes: [op('LayerNormalization', draw.of('x w', 'x w b'), 'y', { axis, epsilon: float(0.5) })],
      opset: 17,
    };
  },
  InstanceNormalization: (draw) => channels(draw, 'InstanceNormalization', 'x w b', {}, 13),
  GroupNormalization: (draw) => channels(draw, 'GroupNormalization', 'x w b', { num_groups: 2 }, 21),
  BatchNormalization: (draw) => channels(draw, 'BatchNormalization', 'x w b m v', {}, draw.of(9, 14, 15)),
};

/** An op with parameters for each of an even number of channels. */
function channels(draw: Draw, opType: string, inputs: string, attributes: Attributes, opset: number): Drawn {
  const [count, ...rest] = [2 * draw.int(1, 2), ...draw.shape(1, 2)];
  const per = (): ReturnType<typeof floats> => draw.tensor([count]);
  const v = floats(
    [count],
    Array.from({ length: count }, () => draw.int(1, 9) / 4),
  );
  return {
    inputs: { x: [draw.int(1, 2), count, ...rest] },
    constants: { w: per(), b: per(), m: per(), v },
    nodes: [op(opType, inputs, 'y', { ...attributes, epsilon: float(0.5) })],
    opset,
  };
}
