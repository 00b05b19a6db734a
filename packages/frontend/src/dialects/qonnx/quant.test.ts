import { qnn } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { compute, floats, graphOf, op, problems, small } from '../../import/small-model.test.helper.ts';

const quant = (
  attributes: Parameters<typeof op>[3],
  { bits = [4], scale = [1], zero = [0] }: Partial<Record<'bits' | 'scale' | 'zero', number[]>> = {},
): ReturnType<typeof small> => {
  const parameter = (values: readonly number[]): ReturnType<typeof floats> =>
    floats(values.length === 1 ? [] : [values.length], values);
  return small({
    inputs: { x: [1, 4] },
    constants: { s: parameter(scale), z: parameter(zero), b: parameter(bits) },
    nodes: [op('qonnx.custom_op.general::Quant', 'x s z b', 'y', { signed: 1, narrow: 0, ...attributes })],
  });
};

describe('rounding modes', () => {
  const values = [0.5, 1.5, -0.5, -1.2];
  it.each([
    ['ROUND', [0, 2, 0, -1]],
    ['HALF_EVEN', [0, 2, 0, -1]],
    ['CEIL', [1, 2, 0, -1]],
    ['FLOOR', [0, 1, -1, -2]],
    ['UP', [1, 2, -1, -2]],
    ['DOWN', [0, 1, 0, -1]],
    ['ROUND_TO_ZERO', [0, 1, 0, -1]],
    ['HALF_UP', [1, 2, -1, -1]],
    ['HALF_DOWN', [0, 1, 0, -1]],
  ] as const)('%s is read in any case', (mode, expected) => {
    for (const text of [mode, mode.toLowerCase(), mode[0]! + mode.slice(1).toLowerCase()]) {
      const codes = compute(quant({ rounding_mode: text }), values).map((code) => code + 0);
      expect(codes).toEqual(expected);
    }
  });
  it('left out means ROUND', () => {
    expect(compute(quant({}), values).map((code) => code + 0)).toEqual([0, 2, 0, -1]);
  });
  it('one that is unknown is refused, with those that are not', () => {
    expect(problems(quant({ rounding_mode: 'NEAREST' }))).toEqual([
      "FINNC2102 Quant node 'y' has the unknown rounding mode 'NEAREST'",
    ]);
  });
});

describe('Quant', () => {
  it('takes narrow from the bottom if signed, from the top if not', () => {
    const far = [-99, 99, 0, 1];
    expect(compute(quant({ narrow: 1 }), far)).toEqual([-7, 7, 0, 1]);
    expect(compute(quant({ signed: 0, narrow: 1 }), far)).toEqual([0, 14, 0, 1]);
  });
  it.each([
    ['of no whole width', { bits: [2.5] }, 'has a bit width of 2.5'],
    ['of width 0', { bits: [0] }, 'has a bit width of 0'],
    ['of a width that is not a number', { bits: [NaN] }, 'has a bit width of NaN'],
    ['of 33 bits', { bits: [33] }, 'has a bit width of 33'],
    ['with a width per channel', { bits: [2, 2, 4, 2] }, 'has a bit width per channel'],
    ['with a zero scale', { scale: [0] }, 'has a scale that is zero or not finite'],
    ['with an infinite scale', { scale: [Infinity] }, 'has a scale that is zero or not finite'],
  ])('%s is refused', (_name, parameters, reason) => {
    expect(problems(quant({}, parameters))).toEqual([`FINNC2102 Quant node 'y' ${reason}`]);
  });
  it('takes one width written per channel', () => {
    expect(problems(quant({}, { bits: [4, 4, 4, 4] }))).toEqual([]);
  });
  it('whose scale moves is refused', () => {
    const model = small({
      inputs: { x: [1, 4], s: [1] },
      constants: { z: floats([], [0]), b: floats([], [4]) },
      nodes: [op('qonnx.custom_op.general::Quant', 'x s z b', 'y')],
    });
    expect(problems(model)).toEqual(["FINNC2102 Quant node 'y' has a moving scale, which must be constant"]);
  });
  it('whose scale does not broadcast is refused', () => {
    expect(problems(quant({}, { scale: [1, 2, 3] }))[0]).toContain('does not broadcast');
  });
});

it('BipolarQuant is a sign, 0 counts as positive', () => {
  const model = small({
    inputs: { x: [1, 3] },
    constants: { s: floats([], [0.5]) },
    nodes: [op('onnx.brevitas::BipolarQuant', 'x s', 'y')],
  });
  expect(compute(model, [-3, 0, 3])).toEqual([-0.5, 0.5, 0.5]);
  expect([...graphOf(model)].map((node) => node.op)).toEqual([qnn.bipolarQuant]);
});
