import { qnn } from 'finnc/plugin';
import { testPass, testRule } from 'finnc/testing';
import { expect, it } from 'vitest';
import { dropConstantNeurons, dropConstantNeuronsPass } from './drop-constant-neurons.ts';
import { columnRanges, constantCount } from './range.ts';

const ops = qnn.qnnOps;

/** Three neurons on two bipolar inputs, whose accumulators lie in [-2, 2]; then two outputs. */
const network = (thresholds: string): string => `
  graph(%x: bipolar[1,2]) {
    %w1 = const bipolar[2,3] [1, -1, 1, 1, 1, -1]
    %t = const int8[3,1] [${thresholds}]
    %w2 = const bipolar[3,2] [1, -1, 1, 1, -1, 1]
    %a = qnn.mat_mul(%x, %w1) {outType = int32}
    %h = qnn.multi_threshold(%a, %t) {outType = bipolar, outScale = 2, outBias = -1, axis = 1}
    %y = qnn.mat_mul(%h, %w2) {outType = int32}
    return %y
  }`;

const smaller = (thresholds: string, w1: string, w2: string, offsets: string): string => `
  graph(%x: bipolar[1,2]) {
    %w1 = const bipolar[2,2] [${w1}]
    %t = const int8[2,1] [${thresholds}]
    %w2 = const bipolar[2,2] [${w2}]
    %o = const ${offsets}
    %a = qnn.mat_mul(%x, %w1) {outType = int32}
    %h = qnn.multi_threshold(%a, %t) {outType = bipolar, outScale = 2, outBias = -1, axis = 1}
    %p = qnn.mat_mul(%h, %w2) {outType = int32}
    %y = qnn.offset(%p, %o) {outType = int32}
    return %y
  }`;

testRule(dropConstantNeurons(1), {
  ops,
  rewrites: [
    {
      name: 'a neuron that never fires',
      before: network('0, 3, 1'),
      after: smaller('0, 1', '1, 1, 1, -1', '1, -1, -1, 1', 'bipolar[2] [-1, -1]'),
    },
    {
      name: 'a neuron that always fires',
      before: network('-2, 0, 1'),
      after: smaller('0, 1', '-1, 1, 1, -1', '1, 1, -1, 1', 'bipolar[2] [1, -1]'),
    },
  ],
  declines: [
    { name: 'neurons that all change', before: network('0, 0, 1'), because: 'every neuron can change' },
    {
      name: 'a threshold at the top of the range, which one input reaches',
      before: network('0, 2, 1'),
      because: 'every neuron can change',
    },
    {
      name: 'neurons that two products read',
      before: network('0, 3, 1').replace('return %y', '%z = qnn.mat_mul(%h, %w2) {outType = int32}\n return %y, %z'),
      because: 'others read the neurons, too',
    },
  ],
});

testPass(dropConstantNeuronsPass({ multipleOf: 3 }), {
  ops,
  cases: [{ name: 'keeps a multiple of neurons to fold by', before: network('0, 3, 1'), after: network('0, 3, 1') }],
});

testPass(dropConstantNeuronsPass(), {
  ops,
  cases: [
    {
      name: 'says how many neurons it drops',
      before: network('0, 3, 1'),
      after: smaller('0, 1', '1, 1, 1, -1', '1, -1, -1, 1', 'bipolar[2] [-1, -1]'),
      reports: ['NEURON1'],
    },
  ],
});

it('ranges of columns are those of the worst inputs', () => {
  const weights = {
    type: { elem: { kind: 'ternary', name: 'ternary', bits: 2 }, shape: [2, 2] },
    data: Int8Array.of(1, 0, -1, 0),
  } as const;
  const uint2 = { kind: 'int', name: 'uint2', bits: 2, signed: false } as const;
  expect(columnRanges(weights, uint2)).toEqual([
    { low: -3, high: 3 },
    { low: 0, high: 0 },
  ]);
});

it.each([
  ['below the range', [-5, -4], 2],
  ['at its low end, which all values reach', [-3], 1],
  ['above its high end', [4], 0],
  ['at its high end', [3], undefined],
] as const)('counts thresholds %s', (_name, thresholds, count) => {
  expect(constantCount(thresholds, { low: -3, high: 3 })).toBe(count);
});
