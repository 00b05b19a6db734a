import { describe, expect, it } from 'vitest';
import {
  compute,
  floats,
  graphOf,
  int64,
  int64s,
  op,
  problems,
  shapeOf,
  small,
} from '../../import/small-model.test.helper.ts';

describe('Reshape', () => {
  const reshaped = (shape: readonly number[], attributes = {}, x = [2, 3, 4]): ReturnType<typeof small> =>
    small({
      inputs: { x },
      constants: { shape: int64s(...shape) },
      nodes: [op('Reshape', 'x shape', 'y', attributes)],
    });

  it.each([
    ['a shape as it stands', [4, 6], [4, 6]],
    ['−1 as the rest', [2, -1], [2, 12]],
    ['0 as a copy', [0, -1], [2, 12]],
    ['0 as a copy behind −1', [-1, 0], [8, 3]],
  ] as const)('reads %s', (_name, shape, expected) => {
    expect(shapeOf(reshaped(shape))).toEqual(expected);
  });

  it('with allowzero means 0 as 0', () => {
    expect(problems(reshaped([0, 24], { allowzero: 1 }))[0]).toContain('FINNC2102');
    expect(shapeOf(reshaped([2, 12], { allowzero: 1 }))).toEqual([2, 12]);
  });

  it.each([
    ['a rest that is no whole number', [5, -1]],
    ['two rests', [-1, -1]],
    ['another size', [5, 5]],
  ] as const)('to %s is refused', (_name, shape) => {
    expect(problems(reshaped(shape))).toHaveLength(1);
  });

  it('to a shape that moves is refused', () => {
    const model = small({ inputs: { x: [4], s: [2] }, nodes: [op('Reshape', 'x s', 'y')] });
    expect(problems(model)[0]).toContain('has a moving shape, which must be constant');
  });
});

describe('shapes that an exporter computes', () => {
  it('Shape, Gather, Unsqueeze and Concat end in numbers', () => {
    const model = small({
      inputs: { x: ['batch', 2, 3] },
      constants: { zero: int64(0), axes: int64s(0), rest: int64s(-1) },
      nodes: [
        op('Shape', 'x', 'sizes'),
        op('Gather', 'sizes zero', 'batch', { axis: 0 }),
        op('Unsqueeze', 'batch axes', 'first'),
        op('Concat', 'first rest', 'shape', { axis: 0 }),
        op('Reshape', 'x shape', 'y'),
      ],
    });
    expect(shapeOf(model)).toEqual([1, 6]);
    expect(graphOf(model).size).toBe(1);
  });

  it('so do products and quotients of sizes, which round toward zero', () => {
    const model = small({
      inputs: { x: [1, 7, 2] },
      constants: { one: int64(1), two: int64(2), rest: int64s(-1), axes: int64s(0) },
      nodes: [
        op('Shape', 'x', 'sizes'),
        op('Gather', 'sizes one', 'seven'),
        op('Mul', 'seven two', 'fourteen'),
        op('Div', 'seven two', 'three'),
        op('Sub', 'fourteen three', 'eleven'),
        op('Add', 'eleven three', 'same'),
        op('Unsqueeze', 'same axes', 'first'),
        op('Concat', 'first rest', 'shape', { axis: 0 }),
        op('Reshape', 'x shape', 'y'),
      ],
    });
    expect(shapeOf(model)).toEqual([14, 1]);
  });

  it('a slice of the shape is one', () => {
    const model = small({
      inputs: { x: [1, 7, 2] },
      nodes: [op('Shape', 'x', 'sizes', { start: -2 }), op('Reshape', 'x sizes', 'y')],
    });
    expect(problems(model)).toEqual([]);
    expect(shapeOf(model)).toEqual([7, 2]);
  });
});

describe('axes', () => {
  it('of Squeeze and Unsqueeze are attributes before opset 13', () => {
    const model = small({
      inputs: { x: [1, 3] },
      nodes: [op('Unsqueeze', 'x', 'a', { axes: [0, 3] }), op('Squeeze', 'a', 'y', { axes: [1] })],
      opsets: new Map([['', 11]]),
    });
    expect(shapeOf(model)).toEqual([1, 3, 1]);
  });

  it('may be negative', () => {
    const model = small({
      inputs: { x: [2, 3] },
      constants: { axes: int64s(-1) },
      nodes: [op('Unsqueeze', 'x axes', 'y')],
    });
    expect(shapeOf(model)).toEqual([2, 3, 1]);
  });

  it('left out of Squeeze are all of size 1', () => {
    expect(shapeOf(small({ inputs: { x: [1, 3, 1] }, nodes: [op('Squeeze', 'x', 'y')] }))).toEqual([3]);
  });

  it('of more than one entry are not squeezed', () => {
    const model = small({ inputs: { x: [1, 3] }, constants: { a: int64s(1) }, nodes: [op('Squeeze', 'x a', 'y')] });
    expect(problems(model)).toEqual(["FINNC2102 Squeeze node 'y' squeezes an axis of more than one entry"]);
  });
});

it.each([
  [0, [1, 24]],
  [1, [2, 12]],
  [-1, [6, 4]],
  [3, [24, 1]],
])('Flatten at axis %i gives a matrix', (axis, expected) => {
  expect(shapeOf(small({ inputs: { x: [2, 3, 4] }, nodes: [op('Flatten', 'x', 'y', { axis })] }))).toEqual(expected);
});

it('Transpose reverses the axes where no permutation is given', () => {
  expect(shapeOf(small({ inputs: { x: [2, 3, 4] }, nodes: [op('Transpose', 'x', 'y')] }))).toEqual([4, 3, 2]);
});

describe('Concat', () => {
  const joined = (axis: number): number[] =>
    compute(
      small({
        inputs: { x: [1] },
        constants: { a: floats([2, 1], [1, 2]), b: floats([2, 1], [3, 4]) },
        nodes: [op('Concat', 'a b', 'y', { axis })],
      }),
    );
  it('of constants runs along the axis', () => {
    expect(joined(0)).toEqual([1, 2, 3, 4]);
    expect(joined(1)).toEqual([1, 3, 2, 4]);
    expect(joined(-1)).toEqual([1, 3, 2, 4]);
  });
  it('of large constants does not run out of stack', () => {
    const count = 300_000;
    const model = small({
      inputs: { x: [1] },
      constants: { a: floats([count], new Array<number>(count).fill(1)), b: floats([1], [2]) },
      nodes: [op('Concat', 'a b', 'y', { axis: 0 })],
    });
    expect(shapeOf(model)).toEqual([count + 1]);
  });
  it('of streams joins them pair by pair', () => {
    const model = small({
      inputs: { x: [2, 1] },
      constants: { c: floats([2, 2], [7, 8, 9, 10]) },
      nodes: [op('Concat', 'x c x', 'y', { axis: -1 })],
    });
    expect(compute(model, [1, 2])).toEqual([1, 7, 8, 1, 2, 9, 10, 2]);
  });
  it('of parts that do not fit is refused', () => {
    const model = small({ inputs: { x: [1, 2], z: [3, 2] }, nodes: [op('Concat', 'x z', 'y', { axis: 1 })] });
    expect(problems(model)[0]).toContain('float32[1,2] and float32[3,2] do not join along axis 1');
  });
});

describe('Gather', () => {
  const gathered = (...indices: number[]): ReturnType<typeof small> =>
    small({
      inputs: { x: [1] },
      constants: { d: floats([2, 2], [1, 2, 3, 4]), i: int64s(...indices) },
      nodes: [op('Gather', 'd i', 'y', { axis: 1 })],
    });
  it('counts negative indices from the end', () => {
    expect(compute(gathered(-1, 0))).toEqual([2, 1, 4, 3]);
  });
  it('refuses an index out of range', () => {
    expect(problems(gathered(2))).toEqual(["FINNC2102 Gather node 'y' gathers entry 2 of 2"]);
  });
});

describe('Constant', () => {
  it.each([
    ['value_float', { type: 'float', value: 0.5 }, [0.5]],
    ['value_int', { type: 'int', value: 3 }, [3]],
    ['value_ints', { type: 'ints', value: [1, 2] }, [1, 2]],
    ['value_floats', { type: 'floats', value: [0.5, 1] }, [0.5, 1]],
    ['value', { type: 'tensor', value: { name: '', ...floats([1], [7]) } }, [7]],
  ] as const)('is read from %s', (name, value, expected) => {
    const model = small({ inputs: { x: [1] }, nodes: [{ ...op('Constant', '', 'y', { [name]: value }), inputs: [] }] });
    expect(compute(model)).toEqual(expected);
  });
  it('that holds text is refused', () => {
    const model = small({
      inputs: { x: [1] },
      nodes: [{ ...op('Constant', '', 'y', { value_string: 'a' }), inputs: [] }],
    });
    expect(problems(model)).toEqual(["FINNC2102 Constant node 'y' holds a value of a kind that is not supported"]);
  });
});
