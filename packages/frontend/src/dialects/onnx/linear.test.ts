import { describe, expect, it } from 'vitest';
import { compute, float, floats, op, problems, shapeOf, small } from '../../import/small-model.test.helper.ts';

describe('Gemm', () => {
  const gemm = (attributes: Parameters<typeof op>[3], a: readonly number[] = [1, 2], b = [2, 3]): number[] =>
    compute(
      small({
        inputs: { a },
        constants: { b: floats(b, [1, 2, 3, 4, 5, 6]), c: floats([3], [10, 20, 30]) },
        nodes: [op('Gemm', 'a b c', 'y', attributes)],
      }),
      [1, 2],
    );

  it('is a product and a bias', () => {
    expect(gemm({})).toEqual([19, 32, 45]);
  });
  it('scales the product by alpha and the bias by beta', () => {
    expect(gemm({ alpha: float(2), beta: float(0.5) })).toEqual([23, 34, 45]);
  });
  it('transposes the first operand', () => {
    expect(gemm({ transA: 1 }, [2, 1])).toEqual([19, 32, 45]);
  });
  it('transposes the second operand', () => {
    expect(gemm({ transB: 1 }, [1, 2], [3, 2])).toEqual([15, 31, 47]);
  });
  it('needs no bias', () => {
    const model = small({
      inputs: { a: [1, 1] },
      constants: { b: floats([1, 1], [3]) },
      nodes: [op('Gemm', 'a b', 'y')],
    });
    expect(compute(model, [2])).toEqual([6]);
  });
  it('of something that is no matrix is refused', () => {
    const model = small({
      inputs: { a: [1, 2, 3] },
      constants: { b: floats([2, 1], [1, 2]) },
      nodes: [op('Gemm', 'a b', 'y', { transA: 1 })],
    });
    expect(problems(model)).toEqual(["FINNC2102 Gemm node 'y' transposes something that is no matrix"]);
  });
});

describe('MatMul', () => {
  it('of operands that do not fit is refused, with both shapes', () => {
    const model = small({
      inputs: { a: [1, 3] },
      constants: { b: floats([2, 1], [1, 2]) },
      nodes: [op('MatMul', 'a b', 'y')],
    });
    expect(problems(model)).toEqual(["FINNC2102 MatMul node 'y' does not fit: float32[1,3] times float32[2,1]"]);
  });
  it('by a vector drops the axis', () => {
    const model = small({
      inputs: { a: [3, 2] },
      constants: { b: floats([2], [1, 2]) },
      nodes: [op('MatMul', 'a b', 'y')],
    });
    expect(compute(model)).toEqual([2, 8, 14]);
    expect(shapeOf(model)).toEqual([3]);
  });
});

describe('Conv', () => {
  const ones = floats([1, 1, 2, 2], [1, 1, 1, 1]);
  const conv = (attributes: Parameters<typeof op>[3], x = [1, 1, 3, 3]): ReturnType<typeof small> =>
    small({ inputs: { x }, constants: { w: ones }, nodes: [op('Conv', 'x w', 'y', attributes)] });

  it('takes its kernel from the weights where the attribute is missing', () => {
    expect(compute(conv({}))).toEqual([8, 12, 20, 24]);
  });
  it('adds a bias per filter', () => {
    const model = small({
      inputs: { x: [1, 1, 2, 2] },
      constants: { w: floats([2, 1, 2, 2], [1, 1, 1, 1, 0, 0, 0, 1]), b: floats([2], [100, 200]) },
      nodes: [op('Conv', 'x w b', 'y')],
    });
    expect(compute(model)).toEqual([106, 203]);
  });
  it('pads by zeros, each side as given', () => {
    expect(compute(conv({ pads: [1, 0, 0, 0], strides: [2, 1] }))).toEqual([1, 3, 16 - 4 + 8, 24]);
  });
  it.each([
    ['VALID', [8, 12, 20, 24]],
    ['SAME_UPPER', [8, 12, 7, 20, 24, 13, 13, 15, 8]],
    ['SAME_LOWER', [0, 1, 3, 3, 8, 12, 9, 20, 24]],
    ['NOTSET', [8, 12, 20, 24]],
  ] as const)('with auto_pad %s has the paddings ONNX gives it', (auto, expected) => {
    expect(compute(conv({ auto_pad: auto }))).toEqual(expected);
  });
  it('with an unknown auto_pad is refused', () => {
    expect(problems(conv({ auto_pad: 'SAME' }))).toEqual(["FINNC2102 Conv node 'y' has the unknown auto_pad 'SAME'"]);
  });
  it('with negative paddings is refused', () => {
    expect(problems(conv({ pads: [0, 0, -1, 0] }))).toEqual(["FINNC2102 Conv node 'y' has a negative padding"]);
  });
  it('with paddings for one axis is refused', () => {
    expect(problems(conv({ pads: [1, 1] }))).toEqual(["FINNC2102 Conv node 'y' has 2 pads; 4 are wanted"]);
  });
  it('with dilation looks at every second pixel', () => {
    expect(compute(conv({ dilations: [2, 2] }))).toEqual([0 + 2 + 6 + 8]);
  });
  it('over one axis is refused, with a way out', () => {
    const model = small({
      inputs: { x: [1, 1, 5] },
      constants: { w: floats([1, 1, 2], [1, 1]) },
      nodes: [op('Conv', 'x w', 'y')],
    });
    expect(problems(model)).toEqual([
      "FINNC2102 Conv node 'y' convolves a tensor of 3 axes; only 2-D images are supported yet",
    ]);
  });
  it('in groups keeps them', () => {
    const model = small({
      inputs: { x: [1, 2, 1, 1] },
      constants: { w: floats([2, 1, 1, 1], [10, 100]) },
      nodes: [op('Conv', 'x w', 'y', { group: 2 })],
    });
    expect(compute(model, [1, 2])).toEqual([10, 200]);
  });
  it('whose channels do not fit is refused', () => {
    expect(shapeOf(conv({}))).toEqual([1, 1, 2, 2]);
    expect(problems(conv({}, [1, 2, 3, 3]))[0]).toContain('does not fit');
  });
});
