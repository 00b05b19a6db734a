import { describe, expect, it } from 'vitest';
import { compute, int64s, op, problems, shapeOf, small } from '../../import/small-model.test.helper.ts';

describe('reductions that no pool can do', () => {
  const norm = (attributes: Parameters<typeof op>[3] = {}, version = 11): ReturnType<typeof small> =>
    small({
      inputs: { x: [2, 3] },
      nodes: [op('ReduceL1', 'x', 'y', attributes)],
      opsets: new Map([['', version]]),
    });
  it('have their axes in an attribute in old operator sets', () => {
    expect(compute(norm({ axes: [1] }))).toEqual([3, 12]);
    expect(shapeOf(norm({ axes: [-1], keepdims: 0 }))).toEqual([2]);
  });
  it('have their axes in an input in new ones', () => {
    const model = small({
      inputs: { x: [2, 3] },
      constants: { axes: int64s(0) },
      nodes: [op('ReduceMin', 'x axes', 'y')],
      opsets: new Map([['', 18]]),
    });
    expect(compute(model)).toEqual([0, 1, 2]);
  });
  it('without axes take all, or none where so asked', () => {
    expect(compute(norm())).toEqual([15]);
    expect(shapeOf(norm({ noop_with_empty_axes: 1 }, 13))).toEqual([2, 3]);
  });
  it('of integers are refused, as they wrap around in ONNX', () => {
    const model = small({ inputs: { x: { elemType: 'int8', shape: [2] } }, nodes: [op('ReduceL1', 'x', 'y')] });
    expect(problems(model)).toEqual(["FINNC2102 ReduceL1 node 'y' computes on integers, which wrap around"]);
  });
});
