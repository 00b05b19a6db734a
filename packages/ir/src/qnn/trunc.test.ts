import { describe, expect, it } from 'vitest';
import { analyseIntegers } from '../analysis/index.ts';
import { graphOf, standardAsk, testOp } from '../testing/index.ts';
import { qnnOps, trunc, truncV1, type RoundingMode } from './index.ts';

const x = 'float32[8] [-1.125, -0.375, 0.125, 0.25, 0.375, 0.5, 0.625, 2]';
const vector = (values: readonly number[]): string => `float32[8] [${values.join(', ')}]`;

/** By qonnx 1.0: version 2 from steps of 1/8 to steps of 1/2; version 1 with zero point 1, dropping two bits. */
const byMode: readonly (readonly [RoundingMode, readonly number[], readonly number[]])[] = [
  ['floor', [-1.5, -0.5, 0, 0, 0, 0.5, 0.5, 1.5], [-0.375, -0.25, -0.125, -0.125, 0, 0, 0, 0.375]],
  ['half_even', [-1, -0.5, 0, 0, 0.5, 0.5, 0.5, 1.5], [-0.375, -0.125, -0.125, 0, 0, 0, 0.125, 0.375]],
  ['ceil', [-1, 0, 0.5, 0.5, 0.5, 0.5, 1, 1.5], [-0.375, -0.125, 0, 0, 0, 0.125, 0.125, 0.5]],
  ['up', [-1.5, -0.5, 0.5, 0.5, 0.5, 0.5, 1, 1.5], [-0.375, -0.25, 0, 0, 0, 0.125, 0.125, 0.5]],
  ['down', [-1, 0, 0, 0, 0, 0.5, 0.5, 1.5], [-0.375, -0.125, -0.125, -0.125, 0, 0, 0, 0.375]],
  ['half_up', [-1, -0.5, 0, 0.5, 0.5, 0.5, 0.5, 1.5], [-0.375, -0.25, 0, 0, 0, 0, 0.125, 0.375]],
  ['half_down', [-1, -0.5, 0, 0, 0.5, 0.5, 0.5, 1.5], [-0.375, -0.125, -0.125, 0, 0, 0, 0, 0.375]],
];

testOp(
  trunc,
  byMode.map(([rounding, expected]) => ({
    name: `drops bits and clamps, rounding ${rounding}`,
    operands: { x, scale: 'float32[] [0.125]', zeroPoint: 'float32[] [0]', outScale: 'float32[] [0.5]' },
    attrs: { bits: 3, signed: true, narrow: false, rounding },
    results: { y: vector(expected) },
  })),
);

testOp(
  truncV1,
  byMode.map(([rounding, , expected]) => ({
    name: `drops bits and keeps its scale, rounding ${rounding}`,
    operands: { x, scale: 'float32[] [0.125]', zeroPoint: 'float32[] [1]' },
    attrs: { shift: 2, rounding },
    results: { y: vector(expected) },
  })),
);

testOp(trunc, [
  {
    name: 'restores the integer that float noise has moved',
    operands: {
      x: `float32[2] [${Math.fround(0.1) * 2 - 1e-8}, ${Math.fround(0.1) * 2 + 1e-8}]`,
      scale: 'float32[] [0.1]',
      zeroPoint: 'float32[] [0]',
      outScale: 'float32[] [0.2]',
    },
    attrs: { bits: 4, signed: false, narrow: false, rounding: 'floor' },
    results: { y: `float32[2] [${Math.fround(0.2)}, ${Math.fround(0.2)}]` },
    arithmetic: 'float32',
  },
]);

describe('a truncation has no integer form', () => {
  const reasons = (input: string, body: string): string[] => {
    const graph = graphOf(
      `graph(%x: ${input}) {
        %s = const float32[] [1]
        %z = const float32[] [0]
        %y = ${body}
        return %y
      }`,
      qnnOps,
    );
    return [...analyseIntegers(graph, standardAsk()).reasons.values()];
  };

  it.each([['of a real input', 'float32[1,2]', 'qnn.trunc_v1(%x, %s, %z) {shift = 2}', 'its input is not quantised']])(
    '%s',
    (_name, input, body, reason) => {
      expect(reasons(input, body)).toEqual([reason]);
    },
  );
});

it('a truncation needs thresholds only for codes that occur', () => {
  const graph = graphOf(
    `graph(%x: uint4[1,2]) {
      %s = const float32[] [1]
      %z = const float32[] [0]
      %o = const float32[] [4]
      %y = qnn.trunc(%x, %s, %z, %o) {bits = 16, signed = false}
      return %y
    }`,
    qnnOps,
  );
  const { facts } = analyseIntegers(graph, standardAsk());
  expect(facts.get(graph.outputs[0]!)).toMatchObject({ low: { data: [0] }, high: { data: [3] } });
});
