import { describe, expect, it } from 'vitest';
import { compute, floats, int64, op, problems, small } from '../../import/small-model.test.helper.ts';

describe('Cast', () => {
  const cast = (to: number, ...values: number[]): ReturnType<typeof small> =>
    small({
      inputs: { x: [1] },
      constants: { c: floats([values.length], values) },
      nodes: [op('Cast', 'c', 'y', { to })],
    });
  const [UINT8, INT8, INT32, BOOL, FLOAT16, DOUBLE] = [2, 3, 6, 9, 10, 11];

  it('of constants to integers rounds toward zero', () => {
    expect(compute(cast(INT32, 1.7, -1.7))).toEqual([1, -1]);
    expect(compute(cast(BOOL, 0, 0.5))).toEqual([0, 1]);
    expect(compute(cast(DOUBLE, 0.1))).toEqual([Math.fround(0.1)]);
  });
  it('that would wrap around is refused', () => {
    expect(problems(cast(INT8, 200))).toEqual(["FINNC2102 Cast node 'y' gives 200, which int8 does not hold"]);
  });
  it('to half floats, which would round, is refused', () => {
    expect(problems(cast(FLOAT16, 0.1))).toEqual(["FINNC2102 Cast node 'y' casts to float16, which would round"]);
  });
  it('of a moving tensor must lose nothing', () => {
    const moving = (to: number): ReturnType<typeof small> =>
      small({ inputs: { x: { elemType: 'int8', shape: [2] } }, nodes: [op('Cast', 'x', 'y', { to })] });
    expect(compute(moving(1), [-3, 3])).toEqual([-3, 3]);
    expect(compute(moving(INT32), [-3, 3])).toEqual([-3, 3]);
    expect(compute(moving(BOOL), [-3, 0])).toEqual([1, 0]);
    expect(problems(moving(UINT8))).toEqual([
      "FINNC2102 Cast node 'y' casts a moving tensor of int8 to uint8, which would wrap around",
    ]);
  });
});

describe('arithmetic', () => {
  it('of reals takes the constant on either side', () => {
    const model = small({ inputs: { x: [2] }, constants: { c: floats([], [8]) }, nodes: [op('Div', 'c x', 'y')] });
    expect(compute(model, [2, 4])).toEqual([4, 2]);
  });
  it('of moving integers is refused, as it wraps around in ONNX', () => {
    const model = small({ inputs: { x: { elemType: 'int8', shape: [2] } }, nodes: [op('Add', 'x x', 'y')] });
    expect(problems(model)).toEqual(["FINNC2102 Add node 'y' computes on moving integers, which wrap around"]);
  });
  it.each(['Add', 'Sub', 'Mul'])(
    '%s of real numbers that are annotated as integers is that of real numbers',
    (name) => {
      const model = small({
        inputs: { x: [2], u: [2] },
        annotations: { x: 'UINT8', u: 'UINT8' },
        nodes: [op('Identity', 'u', 'v'), op(name, 'x v', 'y')],
      });
      expect(problems(model)).toEqual([]);
      const [a, b] = [
        [200, 3],
        [100, 5],
      ] as const;
      expect(compute(model, a, b)).toEqual(
        a.map((x, i) => (name === 'Add' ? x + b[i]! : name === 'Sub' ? x - b[i]! : x * b[i]!)),
      );
    },
  );
  it('of such numbers cast to integers is refused again', () => {
    const model = small({
      inputs: { x: [2] },
      annotations: { x: 'UINT8' },
      nodes: [op('Cast', 'x', 'c', { to: 2 }), op('Add', 'c c', 'y')],
    });
    expect(problems(model)).toEqual(["FINNC2102 Add node 'y' computes on moving integers, which wrap around"]);
  });
  it('of constant integers does not divide by zero', () => {
    const model = small({
      inputs: { x: [1] },
      constants: { a: int64(1), b: int64(0) },
      nodes: [op('Div', 'a b', 'y')],
    });
    expect(problems(model)).toEqual(["FINNC2102 Div node 'y' gives Infinity, which int64 does not hold"]);
  });
  it('of shapes that do not broadcast is refused', () => {
    const model = small({
      inputs: { x: [2] },
      constants: { c: floats([3], [1, 2, 3]) },
      nodes: [op('Add', 'x c', 'y')],
    });
    expect(problems(model)[0]).toContain('do not broadcast');
  });
});

describe('BatchNormalization', () => {
  const parameters = {
    gamma: floats([2], [2, -1]),
    beta: floats([2], [1, 0]),
    mean: floats([2], [0, 4]),
    variance: floats([2], [3, 3]),
  };
  const normalised = (x: readonly number[], attributes = {}): ReturnType<typeof small> =>
    small({
      inputs: { x },
      constants: parameters,
      nodes: [op('BatchNormalization', 'x gamma beta mean variance', 'y', { epsilon: 1, ...attributes })],
    });
  it('is along axis 1, of features or images', () => {
    expect(compute(normalised([1, 2]), [2, 2])).toEqual([3, 1]);
    expect(compute(normalised([1, 2, 1, 2]), [2, 0, 2, 4])).toEqual([3, 1, 1, 0]);
  });
  it('in training mode is refused', () => {
    expect(problems(normalised([1, 2], { training_mode: 1 }))).toEqual([
      "FINNC2102 BatchNormalization node 'y' is in training mode",
    ]);
  });
  it('with a parameter that is not a number is refused', () => {
    const diverged = small({
      inputs: { x: [1, 2] },
      constants: { ...parameters, variance: floats([2], [3, NaN]) },
      nodes: [op('BatchNormalization', 'x gamma beta mean variance', 'y')],
    });
    expect(problems(diverged)).toEqual(["FINNC2102 BatchNormalization node 'y' has parameters that are not numbers"]);
  });
  it('with a variance below zero is refused, if epsilon does not lift it', () => {
    const constants = { ...parameters, variance: floats([2], [3, -0.5]) };
    const negative = (epsilon: number): ReturnType<typeof small> =>
      small({
        inputs: { x: [1, 2] },
        constants,
        nodes: [op('BatchNormalization', 'x gamma beta mean variance', 'bn', { epsilon }), op('Relu', 'bn', 'y')],
      });
    expect(problems(negative(0.25))).toEqual([
      "FINNC2102 BatchNormalization node 'bn' has a variance of -0.5, which has no square root",
    ]);
    expect(problems(negative(0.75))).toEqual([]);
  });
  it('with statistics for every pixel is refused', () => {
    expect(problems(normalised([1, 2], { spatial: 0 }))[0]).toContain('has statistics of its own for every pixel');
  });
  it('of another number of channels is refused', () => {
    expect(problems(normalised([1, 3]))[0]).toContain('2 parameters for 3 channels');
  });
});

it('Dropout keeps every entry, and says so', () => {
  const model = small({ inputs: { x: [2] }, nodes: [op('Dropout', 'x', 'y mask')], outputs: ['mask', 'y'] });
  expect(compute(model)).toEqual([1, 1]);
});

it('a bias that is not a number is refused', () => {
  const constants = { c: floats([2], [0, NaN]) };
  expect(problems(small({ inputs: { x: [1, 2] }, constants, nodes: [op('Add', 'x c', 'y')] }))).toEqual([
    "FINNC2102 Add node 'y' has constants that are not numbers",
  ]);
});
