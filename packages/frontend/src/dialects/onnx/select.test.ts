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
  it.each([
    ['along another axis', { axis: 0 }, 'selects along another axis than the last'],
    ['of the smallest', { largest: 0 }, 'selects the smallest values'],
  ])('%s is refused', (_name, attributes, reason) => {
    expect(problems(topK(attributes))).toEqual([`FINNC2102 TopK node 'values' ${reason}`]);
  });
  it('whose values are read is refused', () => {
    expect(problems(topK({}, 'y at'))).toEqual([
      "FINNC2102 TopK node 'y' gives its values; only the indices are supported",
    ]);
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
  it.each([
    ['along the first axis, which is the default', {}, 'selects along another axis than the last'],
    [
      'of the last maximum',
      { axis: 1, select_last_index: 1 },
      'takes the last of equal maxima; hardware takes the first',
    ],
  ])('%s is refused', (_name, attributes, reason) => {
    expect(problems(argMax(attributes))).toEqual([`FINNC2102 ArgMax node 'y' ${reason}`]);
  });
});
