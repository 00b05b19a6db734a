import { describe, expect, it } from 'vitest';
import { compute, graphOf, int64s, op, problems, shapeOf, small } from '../../import/small-model.test.helper.ts';

const row = [1, 2, 3, 4, 5, 6];
const sliced = (
  [starts, ends, axes, steps]: readonly (readonly number[])[],
  x: readonly number[] = [1, 6],
): ReturnType<typeof small> => {
  const constants = {
    starts: int64s(...(starts ?? [])),
    ends: int64s(...(ends ?? [])),
    ...(axes ? { axes: int64s(...axes) } : {}),
    ...(steps ? { steps: int64s(...steps) } : {}),
  };
  return small({ inputs: { x }, constants, nodes: [op('Slice', ['x', ...Object.keys(constants)].join(' '), 'y')] });
};

describe('Slice', () => {
  it.each([
    ['a range', [[1], [4], [1]], [2, 3, 4]],
    ['to the end and beyond', [[4], [1000], [1]], [5, 6]],
    ['counted from the end', [[-3], [-1], [-1]], [4, 5]],
    ['every second', [[0], [6], [1], [2]], [1, 3, 5]],
    ['backwards', [[-1], [-1000], [1], [-2]], [6, 4, 2]],
    [
      'without axes from the first on',
      [
        [0, 2],
        [1, 4],
      ],
      [3, 4],
    ],
    ['of all, which is nothing to do', [[0], [6], [1]], row],
  ] as const)('reads %s', (_name, lists, expected) => {
    expect(compute(sliced(lists), row)).toEqual(expected);
  });

  it('cuts several axes', () => {
    expect(
      shapeOf(
        sliced(
          [
            [1, 0],
            [2, 2],
            [0, 2],
          ],
          [2, 3, 4],
        ),
      ),
    ).toEqual([1, 3, 2]);
  });

  it('has its ranges as attributes before opset 10', () => {
    const model = small({
      inputs: { x: [1, 6] },
      nodes: [op('Slice', 'x', 'y', { starts: [1], ends: [-1], axes: [1] })],
      opsets: new Map([['', 9]]),
    });
    expect(compute(model, row)).toEqual([2, 3, 4, 5]);
  });

  it('of a shape is folded', () => {
    const model = small({
      inputs: { x: [1, 2, 3] },
      constants: { one: int64s(1), end: int64s(99), rest: int64s(-1) },
      nodes: [
        op('Shape', 'x', 'sizes'),
        op('Slice', 'sizes one end', 'tail'),
        op('Concat', 'tail rest', 'shape', { axis: 0 }),
        op('Reshape', 'x shape', 'y'),
      ],
    });
    expect(shapeOf(model)).toEqual([2, 3, 1]);
  });

  it.each([
    ['nothing', sliced([[3], [3], [1]]), '3 to 3 by 1'],
    ['no range', small({ inputs: { x: [1, 6] }, nodes: [op('Slice', 'x', 'y')] }), 'names no starts'],
  ])('of %s is refused', (_name, model, reason) => {
    expect(problems(model)[0]).toContain(reason);
  });
});

describe('Split', () => {
  /** The parts in reverse, joined again. */
  const turned = (attributes: object, sizes?: readonly number[], parts = 'a b', x = [1, 6]): ReturnType<typeof small> =>
    small({
      inputs: { x },
      constants: sizes ? { sizes: int64s(...sizes) } : {},
      nodes: [
        op('Split', sizes ? 'x sizes' : 'x', parts, { axis: 1, ...attributes }),
        op('Concat', parts.split(' ').reverse().join(' '), 'y', { axis: 1 }),
      ],
    });

  it.each([
    ['equal parts', turned({}), [4, 5, 6, 1, 2, 3]],
    ['sizes as an attribute', turned({ split: [2, 4] }), [3, 4, 5, 6, 1, 2]],
    ['sizes as an input', turned({}, [5, 1]), [6, 1, 2, 3, 4, 5]],
    ['a number of parts, the last one smaller', turned({ num_outputs: 2 }, undefined, 'a b', [1, 5]), [4, 5, 1, 2, 3]],
  ])('reads %s', (_name, model, expected) => {
    expect(compute(model, row.slice(0, expected.length))).toEqual(expected);
  });

  it('makes nothing for a part that nobody reads', () => {
    const model = small({ inputs: { x: [1, 6] }, nodes: [op('Split', 'x', 'a y', { axis: 1 })] });
    expect(graphOf(model).size).toBe(1);
    expect(compute(model, row)).toEqual([4, 5, 6]);
  });

  it('into parts of another sum is refused', () => {
    expect(problems(turned({}, [2, 2]))[0]).toContain('splits 6 entries into parts of 2, 2');
  });
});
