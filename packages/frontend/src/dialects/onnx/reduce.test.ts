import { qnn } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { compute, graphOf, int64s, op, problems, shapeOf, small } from '../../import/small-model.test.helper.ts';

const model = (
  name: string,
  x: readonly number[],
  attributes: Parameters<typeof op>[3] = {},
): ReturnType<typeof small> => small({ inputs: { x }, nodes: [op(name, 'x', 'y', attributes)] });

// Values and shapes by onnxruntime 1.31.
describe('reductions', () => {
  it.each([
    ['GlobalAveragePool', [1, 2, 2, 3], {}, [1, 2, 1, 1], [2.5, 8.5]],
    ['GlobalMaxPool', [1, 2, 4], {}, [1, 2, 1], [3, 7]],
    ['ReduceMean', [1, 2, 2, 3], { axes: [-1, -2] }, [1, 2, 1, 1], [2.5, 8.5]],
    ['ReduceMean', [1, 2, 2, 3], { axes: [1, 2], keepdims: 0 }, [1, 3], [4.5, 5.5, 6.5]],
    ['ReduceMean', [2, 3, 2], { axes: [0, 2] }, [1, 3, 1], [3.5, 5.5, 7.5]],
    ['ReduceMean', [2, 3, 2], {}, [1, 1, 1], [5.5]],
    ['ReduceSum', [2, 3, 2], { axes: [1], keepdims: 0 }, [2, 2], [6, 9, 24, 27]],
    ['ReduceMax', [1, 2, 2, 3], { axes: [3] }, [1, 2, 2, 1], [2, 5, 8, 11]],
  ] as const)('%s of %j %j', (name, x, attributes, shape, values) => {
    expect(shapeOf(model(name, x, attributes))).toEqual(shape);
    expect(compute(model(name, x, attributes))).toEqual(values);
  });

  it('over the pixels of an image are one pool, channels first or last', () => {
    const ops = (axes: readonly number[]): string[] =>
      [...graphOf(model('ReduceMean', [1, 2, 4, 4], { axes, keepdims: 1 }))].map(
        ({ op: { name }, attrs }) => `${name} ${String((attrs as { layout?: string }).layout)}`,
      );
    expect(ops([2, 3])).toEqual([`${qnn.avgPool.name} nchw`]);
    expect(ops([1, 2])).toEqual([`${qnn.avgPool.name} nhwc`]);
  });

  it('take their axes as an input from opset 18 on', () => {
    const axes = small({
      inputs: { x: [1, 2, 2, 2] },
      constants: { axes: int64s(-1, -2) },
      nodes: [op('ReduceMean', 'x axes', 'y')],
      opsets: new Map([['', 18]]),
    });
    expect(compute(axes)).toEqual([1.5, 5.5]);
  });

  it('of no axes do nothing on request', () => {
    expect(compute(model('ReduceSum', [1, 3], { noop_with_empty_axes: 1 }))).toEqual([0, 1, 2]);
  });

  it('of an axis that is not there are refused', () => {
    expect(problems(model('ReduceMean', [1, 3], { axes: [2] }))[0]).toContain("FINNC2102 ReduceMean node 'y'");
  });

  it('over pixels need some', () => {
    expect(problems(model('GlobalAveragePool', [1, 3]))).toEqual([
      "FINNC2102 GlobalAveragePool node 'y' has an input of 2 axes, none of them behind the channels",
    ]);
  });
});
