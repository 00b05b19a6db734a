import { qnn } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { compute, floats, graphOf, op, problems, small } from '../../import/small-model.test.helper.ts';

interface Widths {
  readonly scale?: readonly number[];
  readonly bits?: number;
  readonly out?: readonly number[];
  readonly outBits?: number;
}

const trunc = (
  version: 1 | 2,
  attributes: Parameters<typeof op>[3] = {},
  { scale = [0.125], bits = 6, out = [0.5], outBits = 3 }: Widths = {},
): ReturnType<typeof small> => {
  const parameter = (values: readonly number[]): ReturnType<typeof floats> =>
    floats(values.length === 1 ? [] : [values.length], values);
  return small({
    inputs: { x: [1, 4] },
    constants: {
      s: parameter(scale),
      z: parameter([0]),
      b: parameter([bits]),
      o: parameter(out),
      n: parameter([outBits]),
    },
    nodes: [op('qonnx.custom_op.general::Trunc', version === 1 ? 'x s z b n' : 'x s z b o n', 'y', attributes)],
  });
};

describe('Trunc', () => {
  const values = [-1.125, 0.375, 0.625, 2];
  // Values by qonnx 1.0.
  it('of five inputs is version 1, which keeps its scale', () => {
    expect([...graphOf(trunc(1))].map((node) => node.op)).toEqual([qnn.truncV1]);
    expect(compute(trunc(1), values)).toEqual([-0.25, 0, 0, 0.25]);
  });
  it('of six inputs is version 2, which clamps', () => {
    expect([...graphOf(trunc(2))].map((node) => node.op)).toEqual([qnn.trunc]);
    expect(compute(trunc(2), values)).toEqual([-1.5, 0, 0.5, 1.5]);
    expect(compute(trunc(2, { signed: 0 }), values)).toEqual([0, 0, 0.5, 2]);
  });
  it('rounds as its mode says, in any case of letters', () => {
    expect(compute(trunc(2, { rounding_mode: 'ceil' }), values)).toEqual([-1, 0.5, 1, 1.5]);
  });
  it.each([
    ['an unknown rounding mode', { rounding_mode: 'NEAREST' }, {}, "has the unknown rounding mode 'NEAREST'"],
    ['no whole width', {}, { outBits: 2.5 }, 'has an output bit width of 2.5'],
    ['a zero scale', {}, { scale: [0] }, 'has an input scale that is zero or not finite'],
    ['scales of different signs', {}, { out: [-0.5] }, 'has scales of different signs, whose ratio is no power of two'],
  ] as const)('with %s is refused', (_name, attributes, parameters, reason) => {
    expect(problems(trunc(2, attributes, parameters))).toEqual([`FINNC2102 Trunc node 'y' ${reason}`]);
  });
});

describe('QuantAvgPool2d', () => {
  const pool = (attributes: Parameters<typeof op>[3], x: readonly number[]): ReturnType<typeof small> =>
    small({
      inputs: { x },
      nodes: [
        op('qonnx.custom_op.general::QuantAvgPool2d', 'x', 'y', {
          kernel: 2,
          stride: 2,
          ibits: 4,
          obits: 4,
          signed: 0,
          ...attributes,
        }),
      ],
    });
  it('shifts window sums to its width, channels first or last', () => {
    // Sums of 60 at most have six bits, two too many.
    expect(compute(pool({}, [1, 1, 2, 4]))).toEqual([2, 4]);
    expect(compute(pool({ data_layout: 'NHWC' }, [1, 2, 2, 2]))).toEqual([3, 4]);
  });
  it('keeps sums that fit', () => {
    expect(compute(pool({ obits: 8 }, [1, 1, 2, 2]))).toEqual([6]);
  });
  it('of an unknown layout is refused', () => {
    expect(problems(pool({ data_layout: 'CHW' }, [1, 1, 2, 2]))).toEqual([
      "FINNC2102 QuantAvgPool2d node 'y' has the unknown data_layout 'CHW'",
    ]);
  });
});
