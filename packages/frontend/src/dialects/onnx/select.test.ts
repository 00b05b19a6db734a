import { describe, expect, it } from 'vitest';
import { compute, int64s, op, problems, shapeOf, small } from '../../import/small-model.test.helper.ts';

const scores = [3, 9, 9, 1];

describe('TopK', () => {
  const topK = (attributes = {}, outputs = 'values y'): ReturnType<typeof small> =>
    small({
      inputs: { x: [1, 4] },
      constants: { k: int64s(2) },
      nodes: [op('TopK', 'x k', outputs, attributes)],
      outputs: outputs.split(' ').slice(outputs.startsWith('values') ? 1 : 0),
    });

  it('gives the indices, the lowest of equal values first', () => {
    expect(compute(topK(), scores)).toEqual([1, 2]);
    expect(compute(topK({ axis: 1 }), scores)).toEqual([1, 2]);
  });
  it('has its k in an attribute before opset 10', () => {
    const model = small({
      inputs: { x: [1, 4] },
      nodes: [op('TopK', 'x', 'values y', { k: 1 })],
      opsets: new Map([['', 9]]),
    });
    expect(compute(model, scores)).toEqual([1]);
  });
  it('runs along any axis', () => {
    const model = small({
      inputs: { x: [3, 1] },
      constants: { k: int64s(2) },
      nodes: [op('TopK', 'x k', 'values y', { axis: 0 })],
    });
    expect(shapeOf(model)).toEqual([2, 1]);
    expect(compute(model, [1, 9, 3])).toEqual([1, 2]);
  });
  it('of the smallest takes the lowest index first, too', () => {
    expect(compute(topK({ largest: 0 }), [1, 0, 3, 0])).toEqual([1, 3]);
  });
  it('gives the values where they are read', () => {
    expect(compute(topK({}, 'y at'), scores)).toEqual([9, 9]);
    expect(compute(topK({ largest: 0 }, 'y at'), scores)).toEqual([1, 3]);
  });
  it('of more than there are is refused', () => {
    const model = small({
      inputs: { x: [1, 1] },
      constants: { k: int64s(2) },
      nodes: [op('TopK', 'x k', 'values y')],
    });
    expect(problems(model)).toEqual(["FINNC2102 TopK node 'values' does not fit: the 2 greatest of 1"]);
  });
});

describe('ArgMax', () => {
  const argMax = (attributes: Parameters<typeof op>[3]): ReturnType<typeof small> =>
    small({ inputs: { x: [1, 4] }, nodes: [op('ArgMax', 'x', 'y', attributes)] });

  it('is the first of equal maxima', () => {
    expect(compute(argMax({ axis: 1 }), scores)).toEqual([1]);
  });
  it('keeps the axis or drops it', () => {
    expect(shapeOf(argMax({ axis: -1 }))).toEqual([1, 1]);
    expect(shapeOf(argMax({ axis: -1, keepdims: 0 }))).toEqual([1]);
  });
  it('runs along the first axis unless another is given', () => {
    expect(compute(argMax({}), scores)).toEqual([0, 0, 0, 0]);
  });
  it('may be the last of equal maxima', () => {
    expect(compute(argMax({ axis: 1, select_last_index: 1 }), scores)).toEqual([2]);
  });
  it('has a counterpart for minima', () => {
    const model = small({ inputs: { x: [1, 4] }, nodes: [op('ArgMin', 'x', 'y', { axis: 1 })] });
    expect(compute(model, [3, 1, 1, 9])).toEqual([1]);
  });
});

describe('Gather', () => {
  const gather = (axis: number, ...indices: number[]): ReturnType<typeof small> =>
    small({ inputs: { x: [2, 2] }, constants: { i: int64s(...indices) }, nodes: [op('Gather', 'x i', 'y', { axis })] });
  it('selects entries of a moving tensor', () => {
    expect(compute(gather(1, -1, 0))).toEqual([1, 0, 3, 2]);
    expect(compute(gather(0, 1))).toEqual([2, 3]);
  });
  it('of an entry that is not there is refused', () => {
    expect(problems(gather(0, 2))).toEqual(["FINNC2102 Gather node 'y' gathers entry 2 of 2"]);
  });
});
