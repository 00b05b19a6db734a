import { describe, expect, it } from 'vitest';
import { compute, float, floats, op, problems, small } from '../../import/small-model.test.helper.ts';

type Attributes = Parameters<typeof op>[3];
const mapped = (opType: string, x: readonly number[], attributes: Attributes = {}): number[] =>
  compute(small({ inputs: { x: [x.length] }, nodes: [op(opType, 'x', 'y', attributes)] }), x);
const f32 = (...values: number[]): number[] => values.map(Math.fround);

describe('functions of one number', () => {
  it.each([
    ['LeakyRelu', {}, [-1, 1], [-0.01, 1]],
    ['LeakyRelu', { alpha: float(0.5) }, [-1, 1], [-0.5, 1]],
    ['Elu', { alpha: float(2) }, [-1, 1], [2 * Math.expm1(-1), 1]],
    ['Selu', {}, [0, 1], [0, 1.0507010221481323]],
    ['HardSigmoid', {}, [-9, 1, 9], [0, Math.fround(0.2) + 0.5, 1]],
    ['ThresholdedRelu', {}, [1, 2], [0, 2]],
    ['Shrink', {}, [-2, 0.25, 2], [-2, 0, 2]],
    ['Sign', {}, [-3, 0, 3], [-1, 0, 1]],
    ['Neg', {}, [-3, 3], [3, -3]],
    ['Abs', {}, [-3, 3], [3, 3]],
    ['Reciprocal', {}, [4], [0.25]],
    ['Gelu', {}, [0], [0]],
  ] as const)('%s %j', (opType, attributes, x, expected) => {
    expect(mapped(opType, x, attributes)).toEqual(f32(...expected));
  });
  it('Gelu knows two approximations', () => {
    expect(mapped('Gelu', [1], { approximate: 'tanh' })[0]).not.toBe(mapped('Gelu', [1])[0]);
    const model = small({ inputs: { x: [1] }, nodes: [op('Gelu', 'x', 'y', { approximate: 'erf' })] });
    expect(problems(model)).toEqual(["FINNC2102 Gelu node 'y' has the unknown approximation 'erf'"]);
  });
  it('Neg and Abs of integers are refused, as they wrap around in ONNX', () => {
    const model = small({ inputs: { x: { elemType: 'int8', shape: [2] } }, nodes: [op('Neg', 'x', 'y')] });
    expect(problems(model)).toEqual(["FINNC2102 Neg node 'y' computes on integers, which wrap around"]);
  });
});

describe('Clip', () => {
  const clipped = (inputs: string, attributes: Attributes = {}): ReturnType<typeof small> =>
    small({
      inputs: { x: [3] },
      constants: { low: floats([], [-1]), high: floats([], [1]), none: floats([], [NaN]) },
      nodes: [op('Clip', inputs, 'y', attributes)],
    });
  it('has its bounds as inputs or attributes, and may leave one out', () => {
    expect(compute(clipped('x low high'), [-2, 0, 2])).toEqual([-1, 0, 1]);
    expect(compute(clipped('x _ high'), [-2, 0, 2])).toEqual([-2, 0, 1]);
    expect(compute(clipped('x', { min: float(-1) }), [-2, 0, 2])).toEqual([-1, 0, 2]);
  });
  it('with a bound that is no number is refused', () => {
    expect(problems(clipped('x none'))).toEqual(["FINNC2102 Clip node 'y' has a bound that is not a number"]);
  });
});

describe('PRelu', () => {
  const prelu = (slopes: number[]): number[] =>
    compute(
      small({
        inputs: { x: [1, 2, 1] },
        constants: { slope: floats([slopes.length, 1], slopes) },
        nodes: [op('PRelu', 'x slope', 'y')],
      }),
      [-1, -1],
    );
  it('has one slope or one per channel', () => {
    expect(prelu([0.5])).toEqual([-0.5, -0.5]);
    expect(prelu([0.5, 0.25])).toEqual([-0.5, -0.25]);
  });
});
