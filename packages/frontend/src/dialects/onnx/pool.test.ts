import { describe, expect, it } from 'vitest';
import { compute, op, problems, shapeOf, small } from '../../import/small-model.test.helper.ts';

const pool = (attributes: Parameters<typeof op>[3], x: readonly number[] = [1, 1, 4, 4]): ReturnType<typeof small> =>
  small({ inputs: { x }, nodes: [op('MaxPool', 'x', 'y', { kernel_shape: [2, 2], ...attributes })] });

describe('MaxPool', () => {
  it('moves by one pixel where no stride is given', () => {
    expect(shapeOf(pool({}))).toEqual([1, 1, 3, 3]);
  });

  it('with ceil_mode has a last window that hangs over the edge', () => {
    expect(compute(pool({ strides: [3, 3], ceil_mode: 1 }))).toEqual([5, 7, 13, 15]);
    expect(compute(pool({ strides: [3, 3] }))).toEqual([5]);
  });

  it('with ceil_mode drops a window that would start in the padding', () => {
    expect(shapeOf(pool({ kernel_shape: [1, 1], strides: [2, 2], ceil_mode: 1 }, [1, 1, 3, 3]))).toEqual([1, 1, 2, 2]);
    expect(shapeOf(pool({ strides: [2, 2], pads: [0, 0, 1, 1], ceil_mode: 1 }))).toEqual([1, 1, 2, 2]);
  });

  it('never lets the padding win', () => {
    expect(compute(pool({ pads: [1, 1, 0, 0], strides: [4, 4] }), [-5, ...new Array<number>(15).fill(-9)])).toEqual([
      -5,
    ]);
  });

  it.each([
    ['columns first', { storage_order: 1 }, 'stores columns first'],
    ['a window of three axes', { kernel_shape: [2, 2, 2] }, 'has a window of 3 axes; 1 or 2 are supported'],
  ] as const)('with %s is refused', (_name, attributes, reason) => {
    expect(problems(pool(attributes))).toEqual([`FINNC2102 MaxPool node 'y' ${reason}`]);
  });

  it('whose indices are read is refused', () => {
    const model = small({
      inputs: { x: [1, 1, 4, 4] },
      nodes: [op('MaxPool', 'x', 'y at', { kernel_shape: [2, 2] })],
      outputs: ['y', 'at'],
    });
    expect(problems(model)).toEqual(["FINNC2102 MaxPool node 'y' has an output 'at' that is read but not supported"]);
  });

  it('channels last is QONNX’s MaxPoolNHWC', () => {
    const model = small({
      inputs: { x: [1, 2, 2, 2] },
      nodes: [op('qonnx.custom_op.general::MaxPoolNHWC', 'x', 'y', { kernel_shape: [2, 2], strides: [2, 2] })],
    });
    expect(compute(model)).toEqual([6, 7]);
  });
});

// Values by onnxruntime 1.31.
describe('AveragePool', () => {
  const average = (
    attributes: Parameters<typeof op>[3],
    x: readonly number[] = [1, 1, 4, 4],
  ): ReturnType<typeof small> =>
    small({ inputs: { x }, nodes: [op('AveragePool', 'x', 'y', { kernel_shape: [2, 2], ...attributes })] });

  it.each([
    ['leaves padding out of the mean', { pads: [1, 1, 0, 0], strides: [2, 2] }, [0, 1.5, 6, 7.5]],
    ['counts padding on request', { pads: [1, 1, 0, 0], strides: [2, 2], count_include_pad: 1 }, [0, 0.75, 3, 7.5]],
    ['rounds sizes up on request', { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 }, [5, 6.5, 11, 12.5]],
    ['pads by itself', { kernel_shape: [3, 3], strides: [2, 2], auto_pad: 'SAME_UPPER' }, [5, 6.5, 11, 12.5]],
    ['takes every second row', { dilations: [2, 1] }, [4.5, 5.5, 6.5, 8.5, 9.5, 10.5]],
  ] as const)('%s', (_name, attributes, expected) => {
    expect(compute(average(attributes))).toEqual(expected);
  });

  it('works on rows', () => {
    const rows = average({ kernel_shape: [3], strides: [2], pads: [1, 0] }, [1, 2, 5]);
    expect(compute(rows)).toEqual([0.5, 2, 5.5, 7]);
    expect(shapeOf(rows)).toEqual([1, 2, 2]);
  });

  it.each([
    [
      'a volume',
      { kernel_shape: [2, 2, 2] },
      [1, 1, 4, 4, 4],
      'has an input of 5 axes; a row of 3 or an image of 4 is wanted',
    ],
    ['windows of a row on an image', { kernel_shape: [2] }, [1, 1, 4, 4], 'has a window of 1 axes over 2'],
  ] as const)('of %s is refused', (_name, attributes, x, reason) => {
    expect(problems(average(attributes, x))).toEqual([`FINNC2102 AveragePool node 'y' ${reason}`]);
  });
});

it('MaxPool works on rows, dilated', () => {
  expect(compute(pool({ kernel_shape: [2], dilations: [2] }, [1, 2, 5]))).toEqual([2, 3, 4, 7, 8, 9]);
});
