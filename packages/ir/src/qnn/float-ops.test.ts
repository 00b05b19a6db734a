import { expect, it } from 'vitest';
import { graphOf, testOp } from '../testing/index.ts';
import {
  equal,
  expand,
  floatQuant,
  gather,
  gatherLast,
  less,
  lessOrEqual,
  logSoftmax,
  max,
  min,
  pad,
  pow,
  qnnOps,
  reduce,
  softmax,
  where,
} from './index.ts';

testOp(softmax, [
  {
    name: 'sums to 1 along its axis, also where exponentials would overflow',
    operands: { x: 'float32[2,2] [1000, 0, 1000, 1000]' },
    attrs: { axis: 1 },
    results: { y: 'float32[2,2] [1, 0, 0.5, 0.5]' },
  },
  {
    name: 'takes any axis',
    operands: { x: 'float32[2,2] [0, 5, 0, 5]' },
    attrs: { axis: 0 },
    results: { y: 'float32[2,2] [0.5, 0.5, 0.5, 0.5]' },
  },
]);
testOp(logSoftmax, [
  {
    name: 'is the logarithm of the softmax',
    operands: { x: 'float32[1,2] [1000, 0]' },
    attrs: { axis: 1 },
    results: { y: 'float32[1,2] [0, -1000]' },
  },
]);
testOp(pow, [
  {
    name: 'broadcasts',
    operands: { a: 'float32[2] [2, 3]', b: 'float32[] [2]' },
    attrs: {},
    results: { y: 'float32[2] [4, 9]' },
  },
]);
testOp(max, [
  {
    name: 'lets NaN win',
    operands: { a: 'float32[3] [1, 5, nan]', b: 'float32[1] [3]' },
    attrs: {},
    results: { y: 'float32[3] [3, 5, nan]' },
  },
]);
testOp(min, [
  {
    name: 'keeps a type that both operands have',
    operands: { a: 'int8[2] [1, 5]', b: 'int8[2] [3, 3]' },
    attrs: {},
    results: { y: 'int8[2] [1, 3]' },
  },
]);
testOp(equal, [
  {
    name: 'is never true of NaN',
    operands: { a: 'float32[3] [1, 2, nan]', b: 'float32[3] [1, 3, nan]' },
    attrs: {},
    results: { y: 'uint1[3] [1, 0, 0]' },
  },
]);
testOp(less, [
  {
    name: 'is strict',
    operands: { a: 'float32[3] [1, 2, 3]', b: 'float32[] [2]' },
    attrs: {},
    results: { y: 'uint1[3] [1, 0, 0]' },
  },
]);
testOp(lessOrEqual, [
  {
    name: 'is not strict',
    operands: { a: 'float32[3] [1, 2, 3]', b: 'float32[] [2]' },
    attrs: {},
    results: { y: 'uint1[3] [1, 1, 0]' },
  },
]);
testOp(where, [
  {
    name: 'broadcasts all three',
    operands: { condition: 'uint1[2,1] [1, 0]', a: 'float32[2] [1, 2]', b: 'float32[] [9]' },
    attrs: {},
    results: { y: 'float32[2,2] [1, 2, 9, 9]' },
  },
]);
testOp(reduce, [
  ...(
    [
      ['sum', '[6, 15]'],
      ['mean', '[2, 5]'],
      ['max', '[3, 6]'],
      ['min', '[1, 4]'],
      ['prod', '[6, 120]'],
      ['l1', '[6, 15]'],
      ['sum_square', '[14, 77]'],
    ] as const
  ).map(([name, values]) => ({
    name: `takes the ${name} of the last axis`,
    operands: { x: 'float32[2,3] [1, 2, 3, 4, 5, 6]' },
    attrs: { function: name, axes: [1] },
    results: { y: `float32[2,1] ${values}` },
  })),
  {
    name: 'takes the l2 norm over several axes',
    operands: { x: 'float32[2,1,2] [1, 1, 1, 1]' },
    attrs: { function: 'l2', axes: [0, 2] },
    results: { y: 'float32[1,1,1] [2]' },
  },
  {
    name: 'takes the logarithm of a sum of exponentials without overflow',
    operands: { x: 'float32[2] [1000, -inf]' },
    attrs: { function: 'log_sum_exp', axes: [0] },
    results: { y: 'float32[1] [1000]' },
  },
  {
    name: 'keeps the type of integers it selects from',
    operands: { x: 'int4[2] [-8, 7]' },
    attrs: { function: 'max', axes: [0] },
    results: { y: 'int4[1] [7]' },
  },
]);
testOp(gather, [
  {
    name: 'puts the axes of the indices in the place of its axis',
    operands: { x: 'float32[2,3] [1, 2, 3, 4, 5, 6]', indices: 'int8[1,2] [-1, 0]' },
    attrs: { axis: 1 },
    results: { y: 'float32[2,1,2] [3, 1, 6, 4]' },
  },
]);
testOp(gatherLast, [
  {
    name: 'selects line by line',
    operands: { x: 'float32[2,2] [1, 2, 3, 4]', indices: 'uint1[2,1] [1, 0]' },
    attrs: {},
    results: { y: 'float32[2,1] [2, 3]' },
  },
]);
testOp(expand, [
  {
    name: 'repeats along axes of size 1 and new ones',
    operands: { x: 'int4[2,1] [1, 2]' },
    attrs: { shape: [2, 2, 2] },
    results: { y: 'int4[2,2,2] [1, 1, 2, 2, 1, 1, 2, 2]' },
  },
]);
testOp(pad, [
  {
    name: 'adds a constant in front and behind, and crops where negative',
    operands: { x: 'float32[1,3] [1, 2, 3]' },
    attrs: { pads: [0, 2, 1, -1], mode: 'constant', value: 9 },
    results: { y: 'float32[2,4] [9, 9, 1, 2, 9, 9, 9, 9]' },
  },
  ...(
    [
      ['edge', '[1, 1, 1, 2, 3, 3, 3]'],
      ['reflect', '[3, 2, 1, 2, 3, 2, 1]'],
      ['wrap', '[2, 3, 1, 2, 3, 1, 2]'],
    ] as const
  ).map(([mode, values]) => ({
    name: `knows ${mode}`,
    operands: { x: 'float32[3] [1, 2, 3]' },
    attrs: { pads: [2, 2], mode, value: 0 },
    results: { y: `float32[7] ${values}` },
  })),
]);

const e4m3 = { exponentBits: 4, mantissaBits: 3, exponentBias: 7, max: 448, rounding: 'half_even' } as const;
testOp(floatQuant, [
  {
    name: 'rounds to three bits of mantissa, ties to even, and saturates',
    operands: { x: 'float32[6] [1.0625, 1.1875, -17, 1000, 0, nan]', scale: 'float32[] [1]' },
    attrs: { ...e4m3, overflow: 'saturate' },
    results: { y: 'float32[6] [1, 1.25, -16, 448, 0, nan]' },
  },
  {
    name: 'has equal steps below the least exponent',
    operands: { x: 'float32[2] [0.0009765625, 0.0029296875]', scale: 'float32[] [1]' },
    attrs: { ...e4m3, overflow: 'saturate' },
    results: { y: 'float32[2] [0, 0.00390625]' },
  },
  {
    name: 'works in units of its scale',
    operands: { x: 'float32[1,2] [17, 17]', scale: 'float32[2] [1, 17]' },
    attrs: { ...e4m3, overflow: 'saturate' },
    results: { y: 'float32[1,2] [16, 17]' },
  },
  {
    name: 'may overflow to infinity',
    operands: { x: 'float32[2] [1000, -1000]', scale: 'float32[] [1]' },
    attrs: { ...e4m3, overflow: 'inf' },
    results: { y: 'float32[2] [inf, -inf]' },
  },
  {
    name: 'may overflow to NaN',
    operands: { x: 'float32[2] [1000, 448]', scale: 'float32[] [1]' },
    attrs: { ...e4m3, overflow: 'nan' },
    results: { y: 'float32[2] [nan, 448]' },
  },
]);

it.each([
  ['qnn.softmax(%x) {axis = 2}', 'axis 2 of a rank-2 tensor'],
  ['qnn.pow(%x, %c)', 'do not broadcast'],
  ['qnn.where(%x, %x, %c)', 'do not broadcast'],
  ['qnn.reduce(%x) {function = sum, axes = [2]}', 'axes [2] of a rank-2 tensor'],
  ['qnn.gather_last(%x, %c)', 'does not select from'],
  ['qnn.expand(%x) {shape = [3]}', 'does not broadcast to [3]'],
  ['qnn.pad(%x) {pads = [1]}', '1 pads for 2 axes'],
  ['qnn.pad(%x) {pads = [0, -2, 0, -2]}', 'pads [0, -2, 0, -2] of [2, 3]'],
])('%s is refused with a reason', (node, reason) => {
  expect(() => graphOf(`graph(%x: int8[2,3]) { %c = const int4[2] [1, -1] %y = ${node} return %y }`, qnnOps)).toThrow(
    reason,
  );
});
