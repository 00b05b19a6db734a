import { describe, expect, it } from 'vitest';
import { compute, float, floats, graphOf, op, problems, small } from '../../import/small-model.test.helper.ts';

const thresholds = (
  shape: readonly number[],
  rows: number,
  attributes: Parameters<typeof op>[3],
): ReturnType<typeof small> =>
  small({
    inputs: { x: shape },
    constants: {
      t: floats(
        [rows, 1],
        Array.from({ length: rows }, (_, row) => row),
      ),
    },
    nodes: [op('qonnx.custom_op.general::MultiThreshold', 'x t', 'y', { out_dtype: 'UINT4', ...attributes })],
  });
const axisOf = (...about: Parameters<typeof thresholds>): unknown =>
  [...graphOf(thresholds(...about))][0]?.attrs['axis'];

describe('the channels of a MultiThreshold', () => {
  it.each([
    ['NCHW', [1, 2, 3, 4], 2, 1],
    ['NHWC', [1, 3, 4, 2], 2, 3],
    ['NC', [1, 2], 2, 1],
    ['NCW', [1, 2, 3], 2, 1],
    ['NWC', [1, 3, 2], 2, 2],
  ] as const)('follow data_layout %s', (layout, shape, rows, axis) => {
    expect(axisOf(shape, rows, { data_layout: layout })).toBe(axis);
  });
  it('are axis 1 of features and images where nothing is said', () => {
    expect(axisOf([1, 2], 2, {})).toBe(1);
    expect(axisOf([1, 2, 3, 4], 2, {})).toBe(1);
  });
  it('have to be named for three axes, which versions of qonnx read differently', () => {
    expect(problems(thresholds([1, 2, 2], 2, {}))).toEqual([
      "FINNC2102 MultiThreshold node 'y' has three axes and no data_layout, which versions of qonnx read differently",
    ]);
  });
  it('that the rows do not fit are refused', () => {
    expect(problems(thresholds([1, 3], 2, {}))).toEqual([
      "FINNC2102 MultiThreshold node 'y' does not fit: 2 rows of thresholds for 3 channels",
    ]);
  });
});

it('out_scale and out_bias turn counts into values', () => {
  const model = thresholds([1, 3], 3, { out_scale: float(2), out_bias: float(-1) });
  expect(compute(model, [0, 0, 2])).toEqual([1, -1, 1]);
});

it('written as integers they mean the same', () => {
  expect(compute(thresholds([1, 3], 3, { out_scale: 2, out_bias: -1 }), [0, 0, 2])).toEqual([1, -1, 1]);
});

it('FINN’s old domain is read too', () => {
  const model = small({
    inputs: { x: [1, 1] },
    constants: { t: floats([1, 3], [-1, 0, 1]) },
    nodes: [op('finn.custom_op.general::MultiThreshold', 'x t', 'y')],
  });
  expect(compute(model, [0])).toEqual([2]);
});
