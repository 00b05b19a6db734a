import { expect, it } from 'vitest';
import { compute, floats, op, problems, shapeOf, small } from '../../import/small-model.test.helper.ts';

const last = (opType: string): string => `qonnx.custom_op.channels_last::${opType}`;

it('Conv takes images and weights with channels last', () => {
  const model = small({
    inputs: { x: [1, 1, 2, 2] },
    constants: { w: floats([3, 1, 1, 2], [1, 0, 0, 1, 1, 1]), b: floats([3], [0, 0, 10]) },
    nodes: [op(last('Conv'), 'x w b', 'y', { kernel_shape: [1, 1] })],
  });
  expect(shapeOf(model)).toEqual([1, 1, 2, 3]);
  expect(compute(model)).toEqual([0, 1, 11, 2, 3, 15]);
});

it('BatchNormalization is along the last axis', () => {
  const [ones, zeros] = [floats([2], [1, 1]), floats([2], [0, 0])];
  const model = small({
    inputs: { x: [1, 1, 2, 2] },
    constants: { gamma: floats([2], [1, 2]), zeros, ones },
    nodes: [op(last('BatchNormalization'), 'x gamma zeros zeros ones', 'y', { epsilon: 0 })],
  });
  expect(compute(model)).toEqual([0, 2, 2, 6]);
});

it('MaxPool is over the axes in between', () => {
  const model = small({
    inputs: { x: [1, 2, 2, 2] },
    nodes: [op(last('MaxPool'), 'x', 'y', { kernel_shape: [2, 2], strides: [2, 2] })],
  });
  expect(compute(model)).toEqual([6, 7]);
});

it('a tensor without such axes is refused', () => {
  const model = small({
    inputs: { x: [1, 2] },
    constants: { w: floats([1, 2], [1, 1]) },
    nodes: [op(last('Conv'), 'x w', 'y')],
  });
  expect(problems(model)).toEqual(["FINNC2102 Conv node 'y' has no axes between batch and channels"]);
});
