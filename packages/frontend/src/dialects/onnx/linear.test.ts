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
