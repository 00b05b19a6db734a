import { describe, expect, it } from 'vitest';
import { compute, floats, graphOf, int64s, op, problems, small } from '../../import/small-model.test.helper.ts';

const withConstant = (opType: string, value: readonly number[], inputs = 'x c'): ReturnType<typeof small> =>
  small({
    inputs: { x: [2] },
    constants: { c: floats([value.length], value) },
    nodes: [op(opType, inputs, 'y')],
  });
const ops = (model: ReturnType<typeof small>): string[] =>
  graphOf(model)
    .order()
    .map(({ op: { name } }) => name);

describe('Pow', () => {
  it('of constants has its square root as float32 has it', () => {
    const model = small({
      inputs: { x: [1] },
      constants: { c: floats([2], [4, 2]), e: floats([], [0.5]) },
      nodes: [op('Pow', 'c e', 'y')],
    });
    expect(compute(model)).toEqual([2, Math.fround(Math.SQRT2)]);
  });
  it('of a moving tensor may be a square root, the tensor itself or a power', () => {
    expect(compute(withConstant('Pow', [0.5]), [4, 9])).toEqual([2, 3]);
    expect(ops(withConstant('Pow', [0.5]))).toEqual(['qnn.map']);
    expect(ops(withConstant('Pow', [1]))).toEqual([]);
    expect(compute(withConstant('Pow', [2, 3]), [2, 2])).toEqual([4, 8]);
  });
});

describe('Min and Max', () => {
  it('with a number are clips, which thresholds can stand for', () => {
    expect(ops(withConstant('Max', [1]))).toEqual(['qnn.map']);
    expect(compute(withConstant('Max', [1]), [0, 2])).toEqual([1, 2]);
    expect(compute(withConstant('Min', [1], 'c x'), [0, 2])).toEqual([0, 1]);
  });
  it('take any number of operands', () => {
    const model = small({ inputs: { a: [1], b: [1], c: [1] }, nodes: [op('Max', 'a b c', 'y')] });
    expect(compute(model, [1], [3], [2])).toEqual([3]);
  });
});

describe('Sum and Mean', () => {
  it.each([
    ['Sum', 6],
    ['Mean', 2],
  ])('%s takes any number of operands', (opType, expected) => {
    const model = small({ inputs: { a: [1], b: [1], c: [1] }, nodes: [op(opType, 'a b c', 'y')] });
    expect(compute(model, [1], [3], [2])[0]).toBeCloseTo(expected, 6);
  });
});

describe('comparisons', () => {
  it.each([
    ['Equal', [0, 1]],
    ['Less', [1, 0]],
    ['LessOrEqual', [1, 1]],
    ['Greater', [0, 0]],
    ['GreaterOrEqual', [0, 1]],
  ])('%s', (opType, expected) => {
    expect(compute(withConstant(opType, [2]), [1, 2])).toEqual(expected);
  });
  it('and logic of them choose between tensors', () => {
    const model = small({
      inputs: { x: [4] },
      constants: { low: floats([], [1]), high: floats([], [2]), other: floats([], [-1]) },
      nodes: [
        op('Less', 'x low', 'below'),
        op('Greater', 'x high', 'above'),
        op('Or', 'below above', 'outside'),
        op('Not', 'outside', 'inside'),
        op('Where', 'inside x other', 'y'),
      ],
    });
    expect(compute(model, [0, 1, 2, 3])).toEqual([-1, 1, 2, -1]);
  });
  it.each([
    ['And', [0, 0, 0, 1]],
    ['Xor', [0, 1, 1, 0]],
  ])('%s', (opType, expected) => {
    const bits = { elemType: 'bool', shape: [4] } as const;
    const model = small({ inputs: { a: bits, b: bits }, nodes: [op(opType, 'a b', 'y')] });
    expect(compute(model, [0, 0, 1, 1], [0, 1, 0, 1])).toEqual(expected);
  });
});

describe('Mod', () => {
  const mod = (attributes = {}): ReturnType<typeof small> =>
    small({
      inputs: { x: [1] },
      constants: { a: int64s(-5, 5), b: int64s(3, -3) },
      nodes: [op('Mod', 'a b', 'y', attributes)],
    });
  it('of sizes has the sign of the divisor, or of the dividend', () => {
    expect(compute(mod())).toEqual([1, -1]);
    expect(compute(mod({ fmod: 1 }))).toEqual([-2, 2]);
  });
  it('of a moving tensor is refused', () => {
    expect(problems(withConstant('Mod', [2]))).toEqual([
      "FINNC2102 Mod node 'y' takes the remainder of a moving tensor",
    ]);
  });
});
