import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyseIntegers } from '../analysis/index.ts';
import { graphOf, standardAsk, testOp } from '../testing/index.ts';
import { dequantize, qnnOps, quantize } from './index.ts';

testOp(quantize, [
  {
    name: 'rounds half to even before it adds the zero point',
    operands: { x: 'float32[4] [0.5, 1.5, -0.5, -1.5]', scale: 'float32[] [1]', zeroPoint: 'uint8[] [3]' },
    attrs: { low: 0, high: 255 },
    results: { y: 'uint8[4] [3, 5, 3, 1]' },
  },
  {
    name: 'saturates, and gives the least code for what is no number',
    operands: { x: 'float32[4] [1000, -1000, nan, inf]', scale: 'float32[] [0.5]', zeroPoint: 'int8[] [0]' },
    attrs: { low: -8, high: 7 },
    results: { y: 'int4[4] [7, -8, -8, 7]' },
  },
  {
    name: 'has a scale per channel',
    operands: { x: 'float32[1,2,2] [1, 2, 1, 2]', scale: 'float32[2,1] [1, 0.5]', zeroPoint: 'int8[2,1] [0, 1]' },
    attrs: { low: -8, high: 7 },
    results: { y: 'int4[1,2,2] [1, 2, 3, 5]' },
  },
]);
testOp(dequantize, [
  {
    name: 'takes the zero point off and scales',
    operands: { x: 'uint8[3] [0, 125, 255]', scale: 'float32[] [0.5]', zeroPoint: 'uint8[] [125]' },
    attrs: {},
    results: { y: 'float32[3] [-62.5, 0, 65]' },
  },
  {
    name: 'rounds once in float32',
    operands: { x: 'int8[1] [3]', scale: `float32[] [${Math.fround(0.1)}]`, zeroPoint: 'int8[] [0]' },
    attrs: {},
    results: { y: `float32[1] [${Math.fround(3 * Math.fround(0.1))}]` },
    arithmetic: 'float32',
  },
]);

const ask = standardAsk();

describe('codes of a QuantizeLinear and a DequantizeLinear', () => {
  it('are integers of the real value: real 0 is integer 0 whatever the zero point', () => {
    fc.assert(
      fc.property(fc.integer({ min: -8, max: 7 }), fc.constantFrom(0.5, 0.1, 3), (zero, scale) => {
        const graph = graphOf(
          `graph(%x: float32[1,4]) {
            %s = const float32[] [${scale}]
            %z = const int4[] [${zero}]
            %q = qnn.quantize(%x, %s, %z) {low = -8, high = 7}
            %y = qnn.dequantize(%q, %s, %z)
            return %y
          }`,
          qnnOps,
        );
        const { facts } = analyseIntegers(graph, ask);
        const fact = facts.get(graph.outputs[0]!);
        expect(fact).toMatchObject({ low: { data: [-8 - zero] }, high: { data: [7 - zero] } });
        expect(Array.from(fact!.bias.data, ({ n }) => n)).toEqual([0n]);
      }),
      { numRuns: 50, seed: 3 },
    );
  });

  it('of constant weights lose their zero point, channel by channel', () => {
    const graph = graphOf(
      `graph(%x: int4[1,2]) {
        %w = const int8[2,2] [1, 2, 3, 4]
        %s = const float32[2] [0.5, 0.25]
        %z = const int8[2] [1, -1]
        %d = qnn.dequantize(%w, %s, %z)
        %y = qnn.mat_mul(%x, %d)
        return %y
      }`,
      qnnOps,
    );
    const { facts } = analyseIntegers(graph, ask);
    const weights = graph.order()[0]!.result as { readonly y: (typeof graph.outputs)[0] };
    expect(Array.from(facts.get(weights.y)!.constant!.data)).toEqual([0, 3, 2, 5]);
    expect(facts.get(graph.outputs[0]!)).toBeDefined();
  });
});
