import { describe, expect, it } from 'vitest';
import { compute, floats, op, problems, shapeOf, small } from '../../import/small-model.test.helper.ts';

describe('XnorPopcountMatMul', () => {
  const popcount = (weights: readonly number[]): ReturnType<typeof small> =>
    small({
      inputs: { x: [1, 3] },
      constants: { w: floats([3, 2], weights) },
      nodes: [op('qonnx.custom_op.general::XnorPopcountMatMul', 'x w', 'y')],
      annotations: { x: 'BINARY' },
    });
  it('counts equal bits', () => {
    expect(compute(popcount([1, 0, 0, 0, 1, 1]), [1, 0, 1])).toEqual([3, 2]);
  });
  it('wants weights of bits', () => {
    expect(problems(popcount([1, 0, 0, 0, 1, -1]))).toEqual([
      "FINNC2102 XnorPopcountMatMul node 'y' has weights other than 0 and 1",
    ]);
  });
});

describe('Im2Col', () => {
  const im2col = (attributes: Parameters<typeof op>[3], x = [1, 3, 3, 2]): ReturnType<typeof small> =>
    small({ inputs: { x }, nodes: [op('finn.custom_op.general::Im2Col', 'x', 'y', attributes)] });
  it('puts windows in the order row, column, channel', () => {
    expect(compute(im2col({ kernel_size: [1, 2], stride: [3, 1] }))).toEqual([0, 1, 2, 3, 2, 3, 4, 5]);
  });
  it('takes one number for both axes', () => {
    expect(shapeOf(im2col({ kernel_size: 2, stride: 1 }))).toEqual([1, 2, 2, 8]);
  });
  it('pads by zeros only', () => {
    expect(shapeOf(im2col({ kernel_size: [3, 3], stride: [1, 1], pad_amount: [1, 1, 1, 1] }))).toEqual([1, 3, 3, 18]);
    expect(problems(im2col({ kernel_size: [1, 1], pad_value: 1 }))).toEqual([
      "FINNC2102 Im2Col node 'y' pads with a value other than 0",
    ]);
  });
  it('wants an image', () => {
    expect(problems(im2col({ kernel_size: [1, 1] }, [1, 3]))).toEqual([
      "FINNC2102 Im2Col node 'y' is not given an NHWC image",
    ]);
  });
});
