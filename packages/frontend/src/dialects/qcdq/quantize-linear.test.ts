import { qnn } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { compute, floats, graphOf, op, problems, small } from '../../import/small-model.test.helper.ts';

const int8 = (dims: readonly number[], values: readonly number[]): Parameters<typeof small>[0]['constants'] => ({
  z: { dims, dataType: 'int8', data: Int8Array.from(values) },
});
const codes = { low: { dims: [], dataType: 'int8', data: Int8Array.of(-8) } } as const;
const limits = { ...codes, high: { dims: [], dataType: 'int8', data: Int8Array.of(7) } } as const;

describe('QuantizeLinear and DequantizeLinear', () => {
  const chain = (clip: boolean): ReturnType<typeof small> =>
    small({
      inputs: { x: [4] },
      constants: { s: floats([], [0.5]), ...int8([], [1]), ...limits },
      nodes: [
        op('QuantizeLinear', 'x s z', 'q'),
        ...(clip ? [op('Clip', 'q low high', 'c')] : []),
        op('DequantizeLinear', clip ? 'c s z' : 'q s z', 'y'),
      ],
    });

  it('are computed as onnxruntime does', () => {
    expect(compute(chain(false), [0.75, -0.25, 100, -100])).toEqual([1, 0, 63, -64.5]);
  });

  it('take the Clip between them for a bit width below 8', () => {
    expect(compute(chain(true), [0.75, -0.25, 100, -100])).toEqual([1, 0, 3, -4.5]);
    const ops = graphOf(chain(true)).order();
    expect(ops.map((node) => node.op.name)).toEqual([qnn.quantize.name, qnn.dequantize.name]);
    expect(ops[0]?.attrs).toEqual({ low: -8, high: 7 });
  });

  it('have uint8 codes without a zero point, unless output_dtype names others', () => {
    const of = (attributes: Parameters<typeof op>[3]): number[] =>
      compute(
        small({
          inputs: { x: [2] },
          constants: { s: floats([], [1]) },
          nodes: [op('QuantizeLinear', 'x s', 'y', attributes)],
        }),
        [-3, 300],
      );
    expect(of({})).toEqual([0, 255]);
    expect(of({ output_dtype: 3 })).toEqual([-3, 127]);
  });

  it('have parameters along an axis, which may be counted from the end', () => {
    const along = (axis: number, shape: readonly number[]): number[] =>
      compute(
        small({
          inputs: { x: shape },
          constants: { s: floats([2], [1, 0.5]), ...int8([2], [0, 1]) },
          nodes: [op('QuantizeLinear', 'x s z', 'y', { axis })],
        }),
        [1, 1, 1, 1],
      );
    expect(along(0, [2, 2])).toEqual([1, 1, 3, 3]);
    expect(along(-1, [2, 2])).toEqual([1, 3, 1, 3]);
  });

  it('keep the codes of clipped constant weights', () => {
    const weights = small({
      inputs: { x: [1, 2] },
      constants: {
        w: { dims: [2, 1], dataType: 'int8', data: Int8Array.of(-9, 5) },
        s: floats([], [0.5]),
        ...int8([], [0]),
        ...limits,
      },
      nodes: [op('Clip', 'w low high', 'c'), op('DequantizeLinear', 'c s z', 'd'), op('MatMul', 'x d', 'y')],
    });
    expect(compute(weights, [1, 1])).toEqual([-1.5]);
  });
});

describe('refused are', () => {
  const model = (
    opType: string,
    inputs: string,
    attributes: Parameters<typeof op>[3] = {},
    shape = [2, 4],
  ): ReturnType<typeof small> =>
    small({
      inputs: { x: opType === 'DequantizeLinear' && inputs.startsWith('x') ? shape : shape, m: [1] },
      constants: {
        s: floats([], [1]),
        zero: floats([], [0]),
        wide: floats([3], [1, 1, 1]),
        blocks: floats([2, 2], [1, 2, 3, 4]),
        f: floats([], [0]),
      },
      nodes: [op(opType, inputs, 'y', attributes)],
    });
  it.each([
    ['a scale of zero', model('QuantizeLinear', 'x zero'), 'has a scale that is zero or not finite'],
    ['a moving scale', model('QuantizeLinear', 'x m'), 'has a moving scale, which must be constant'],
    ['scales that do not fit', model('QuantizeLinear', 'x wide'), 'has a scale of shape [3] for axis 1 of [2, 4]'],
    ['blocks', model('QuantizeLinear', 'x blocks', { block_size: 2 }), 'quantises in blocks'],
    ['float codes', model('QuantizeLinear', 'x s f'), 'quantises to float32 codes'],
    ['codes that are real numbers', model('DequantizeLinear', 'x s'), 'reads float32 codes'],
  ])('%s', (_name, broken, reason) => {
    expect(problems(broken)).toEqual([expect.stringContaining(reason)]);
  });
});
