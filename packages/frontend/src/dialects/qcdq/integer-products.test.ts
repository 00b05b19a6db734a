import { qnn } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { compute, floats, graphOf, op, problems, small } from '../../import/small-model.test.helper.ts';

const int8 = (
  dims: readonly number[],
  ...values: number[]
): NonNullable<Parameters<typeof small>[0]['constants']>[string] => ({
  dims,
  dataType: 'int8',
  data: Int8Array.from(values),
});
const codes = (shape: readonly number[]) => ({ elemType: 'int8', shape }) as const;

describe('products of codes', () => {
  const parameters = {
    s: floats([], [0.5]),
    z: int8([], 1),
    w: int8([1, 2], 2, -3),
    ws: floats([2], [0.5, 1]),
    wz: int8([2], 0, 0),
    ys: floats([], [0.25]),
    yz: int8([], -1),
  };
  it('are quantised products of the real numbers', () => {
    const model = small({
      inputs: { x: codes([1, 1]) },
      constants: parameters,
      nodes: [op('QLinearMatMul', 'x s z w ws wz ys yz', 'y')],
    });
    // (5 − 1) · 0.5 · (1, −3) = (2, −6), in quarters, minus 1.
    expect(compute(model, [5])).toEqual([7, -25]);
    expect(graphOf(model).order().at(-1)?.op.name).toBe(qnn.quantize.name);
  });
  it('have biases in units of both scales', () => {
    const model = small({
      inputs: { x: codes([1, 1, 1, 1]) },
      constants: {
        ...parameters,
        w: int8([2, 1, 1, 1], 2, -3),
        b: { dims: [2], dataType: 'int32', data: Int32Array.of(4, 4) },
      },
      nodes: [op('QLinearConv', 'x s z w ws wz ys yz b', 'y')],
    });
    expect(compute(model, [5])).toEqual([11, -17]);
  });
  it('may stay sums of integers', () => {
    const model = small({
      inputs: { x: codes([1, 1]) },
      constants: parameters,
      nodes: [op('MatMulInteger', 'x w z', 'y')],
    });
    expect(compute(model, [5])).toEqual([8, -12]);
  });
  it('of real numbers are refused', () => {
    const model = small({ inputs: { x: [1, 1] }, constants: parameters, nodes: [op('MatMulInteger', 'x w', 'y')] });
    expect(problems(model)).toEqual(["FINNC2102 MatMulInteger node 'y' reads float32 codes"]);
  });
  it('to real numbers are refused', () => {
    const model = small({
      inputs: { x: codes([1, 1]) },
      constants: { ...parameters, yz: floats([], [0]) },
      nodes: [op('QLinearMatMul', 'x s z w ws wz ys yz', 'y')],
    });
    expect(problems(model)).toEqual(["FINNC2102 QLinearMatMul node 'y' gives float32 codes"]);
  });
});
