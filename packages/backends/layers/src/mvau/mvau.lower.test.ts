import { applyRules, qnn } from '@finnc/ir';
import { graphOf, standardAsk, testRule } from '@finnc/ir/testing';
import { describe, expect, it } from 'vitest';
import { layers } from '../index.ts';
import { mvauLowerings } from './mvau.lower.ts';

const [activationToMvau, offsetToMvau, matMulToMvau] = mvauLowerings;

const ops = [...qnn.qnnOps, ...layers.ops];

const activated = (thresholds: string, attrs: string, between = '%a'): string => `
  graph(%x: bipolar[2,3]) {
    %w = const bipolar[3,2] [1, -1, 1, 1, -1, 1]
    %o = const int4[2] [2, -1]
    %t = const ${thresholds}
    %a = qnn.mat_mul(%x, %w) {outType = int4}
    ${between === '%b' ? '%b = qnn.offset(%a, %o) {outType = int8}' : ''}
    %y = qnn.multi_threshold(${between}, %t) {${attrs}, axis = 1}
    return %y
  }`;
const engine = (thresholds: string, attrs: string): string => `
  graph(%x: bipolar[2,3]) {
    %w = const bipolar[2,3] [1, 1, -1, -1, 1, 1]
    %t = const ${thresholds}
    %o = const uint1[0] []
    %y = hw.mvau(%x, %w, %t, %o) {${attrs}, accType = int4, pe = 1, simd = 1}
    return %y
  }`;
const sign = 'outType = bipolar, outScale = 2, outBias = -1';

testRule(activationToMvau, {
  ops,
  rewrites: [
    {
      name: 'a product with a threshold a row, weights transposed',
      before: activated('int4[2,1] [-1, 1]', sign),
      after: engine('int2[2,1] [-1, 1]', 'outType = bipolar, outBias = -1'),
    },
    {
      name: 'thresholds shared by all rows, from a bias on',
      before: activated('int4[1,3] [-1, 0, 3]', 'outType = int2, outScale = 1, outBias = -2'),
      after: engine('int3[1,3] [-1, 0, 3]', 'outType = int2, outBias = -2'),
    },
    {
      name: 'offsets between the two into the thresholds of each row',
      before: activated('int4[1,3] [-1, 0, 3]', 'outType = uint2, outScale = 1, outBias = 0', '%b'),
      after: engine('int4[2,3] [-3, -2, 1, 0, 1, 4]', 'outType = uint2, outBias = 0'),
    },
  ],
  declines: [
    {
      name: 'codes that are not integers',
      before: activated('int4[1,3] [-1, 0, 3]', 'outType = uint4, outScale = 0.5, outBias = 0'),
      because: 'its result is 0.5 · count + 0, not an integer code',
    },
    {
      name: 'channels that are not last',
      before: activated('int4[2,1] [-1, 1]', sign).replace('axis = 1', 'axis = 0'),
      because: 'its channels are on axis 0, not last',
    },
    {
      name: 'accumulators that others read',
      before: activated('int4[2,1] [-1, 1]', sign).replace('return %y', '%i = qnn.top_k(%a) {k = 1}\n return %y, %i'),
      because: 'others read the accumulators, too',
    },
    {
      name: 'thresholds on something else',
      before: `graph(%x: int8[1,2]) {
        %t = const int4[1,1] [0]
        %y = qnn.multi_threshold(%x, %t) {${sign}, axis = 1}
        return %y
      }`,
    },
  ],
});

const product = (rest: string, input = 'int4[2,3]'): string => `
  graph(%x: ${input}) {
    %w = const int2[3,2] [1, -1, 1, -2, -1, 1]
    %o = const int4[2] [2, -1]
    %a = qnn.mat_mul(%x, %w) {outType = int8}
    ${rest}
  }`;
const plain = (offsets: string, attrs: string): string => `
  graph(%x: int4[2,3]) {
    %w = const int2[2,3] [1, 1, -1, -1, -2, 1]
    %t = const uint1[1,0] []
    %o = const ${offsets}
    %y = hw.mvau(%x, %w, %t, %o) {${attrs}, outBias = 0, pe = 1, simd = 1}
    return %y
  }`;

testRule(offsetToMvau, {
  ops,
  rewrites: [
    {
      name: 'offsets into the start of the accumulators, in a type for both sums',
      before: product('%y = qnn.offset(%a, %o) {outType = int12}\n return %y'),
      after: plain('int4[2] [2, -1]', 'outType = int12, accType = int12'),
    },
  ],
  declines: [
    {
      name: 'accumulators that others read',
      before: product('%y = qnn.offset(%a, %o) {outType = int12}\n %i = qnn.top_k(%a) {k = 1}\n return %y, %i'),
      because: 'others read the accumulators, too',
    },
    {
      name: 'offsets whose thresholds take them over',
      before: product(
        '%b = qnn.offset(%a, %o) {outType = int12}\n %t = const int4[1,1] [0]\n' +
          `%y = qnn.multi_threshold(%b, %t) {${sign}, axis = 1}\n return %y`,
      ),
    },
  ],
});

testRule(matMulToMvau, {
  ops,
  rewrites: [
    {
      name: 'a product on its own',
      before: product('return %a'),
      after: plain('uint1[0] []', 'outType = int8, accType = int8'),
    },
  ],
  declines: [
    { name: 'a product that an activation joins', before: activated('int4[2,1] [-1, 1]', sign) },
    {
      name: 'a product that an offset joins',
      before: product('%y = qnn.offset(%a, %o) {outType = int12}\n return %y'),
    },
    {
      name: 'a product of floats',
      before: product('return %a', 'float32[2,3]'),
      because: 'its input is float32, not an integer type',
    },
    {
      name: 'a product of two inputs',
      before: 'graph(%x: int4[2,3], %z: int4[3,2]) { %a = qnn.mat_mul(%x, %z) {outType = int16} return %a }',
      because: 'its second operand is not a constant',
    },
  ],
});

describe('all lowerings together', () => {
  const lowered = (text: string): string[] => {
    const graph = graphOf(text, ops);
    applyRules(graph, layers.lowerings, standardAsk(layers));
    return graph.order().map(({ op }) => op.name);
  };

  it('make one layer of a product, an offset and thresholds', () => {
    expect(lowered(activated('int4[1,3] [-1, 0, 3]', 'outType = uint2, outScale = 1, outBias = 0', '%b'))).toEqual([
      'hw.mvau',
    ]);
  });

  it('make layers of their own where accumulators are read twice', () => {
    const text = activated('int4[2,1] [-1, 1]', sign)
      .replace('bipolar[2,3]', 'bipolar[1,3]')
      .replace('return %y', '%i = qnn.top_k(%a) {k = 1}\n return %y, %i');
    expect(lowered(text).sort()).toEqual(['hw.label_select', 'hw.mvau', 'hw.thresholding']);
  });

  it('keep accumulators that are an output besides their codes', () => {
    const text = activated('int4[2,1] [-1, 1]', sign).replace('return %y', 'return %y, %a');
    expect(lowered(text)).toEqual(['hw.mvau', 'hw.mvau']);
  });
});

it('weights stay in the array type they came in', () => {
  const graph = graphOf(product('return %a'), ops);
  const [matMul] = graph;
  const data = matMul!.operand['b']!.constant!.data;
  applyRules(graph, layers.lowerings, standardAsk(layers));
  const [layer] = graph;
  expect(layer!.operand['weights']!.constant!.data.constructor).toBe(data.constructor);
});
