import { describe, expect, it } from 'vitest';
import { testOp, graphOf } from '../testing/index.ts';
import { bipolar, float32, int, ternary, uint } from '../types/index.ts';
import {
  add,
  bipolarQuant,
  conv,
  convTranspose,
  depthToSpace,
  depthwiseProduct,
  dequant,
  div,
  flip,
  im2col,
  matMul,
  maxPool,
  mul,
  multiThreshold,
  offset,
  pixelPad,
  paddedElem,
  qnnOps,
  quant,
  quantBounds,
  reshape,
  sub,
  topK,
  transpose,
} from './index.ts';

const window = { kernel: [2, 2], strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1] };

testOp(add, [
  {
    name: 'broadcasts both ways',
    operands: { a: 'float32[2,1] [1, 2]', b: 'float32[3] [10, 20, 30]' },
    attrs: {},
    results: { y: 'float32[2,3] [11, 21, 31, 12, 22, 32]' },
  },
]);
testOp(sub, [
  {
    name: 'subtracts the second',
    operands: { a: 'float32[2] [1, 2]', b: 'float32[] [3]' },
    attrs: {},
    results: { y: 'float32[2] [-2, -1]' },
  },
]);
testOp(mul, [
  {
    name: 'keeps integers exact',
    operands: { a: 'int8[2] [-128, 127]', b: 'float32[1] [2]' },
    attrs: {},
    results: { y: 'float32[2] [-256, 254]' },
  },
]);
testOp(div, [
  {
    name: 'divides, it does not multiply by the inverse',
    operands: { a: 'float32[1] [5]', b: 'float32[1] [3]' },
    attrs: {},
    results: { y: `float32[1] [${Math.fround(5 / 3)}]` },
    arithmetic: 'float32',
  },
]);
testOp(multiThreshold, [
  {
    name: 'counts x ≥ t, ties included',
    operands: { x: 'int8[1,3] [1, 2, 3]', thresholds: 'int8[1,2] [2, 3]' },
    attrs: { outType: uint(2), outScale: 1, outBias: 0, axis: 1 },
    results: { y: 'uint2[1,3] [0, 1, 2]' },
  },
  {
    name: 'has a row per channel of its axis',
    operands: { x: 'int8[1,2,2] [1, 2, 1, 2]', thresholds: 'int8[2,1] [2, 1]' },
    attrs: { outType: bipolar, outScale: 2, outBias: -1, axis: 1 },
    results: { y: 'bipolar[1,2,2] [-1, 1, 1, 1]' },
  },
  {
    name: 'counts unsorted and infinite thresholds',
    operands: { x: 'float32[1,3] [0, 5, nan]', thresholds: 'float32[1,4] [3, -inf, inf, 1]' },
    attrs: { outType: uint(3), outScale: 1, outBias: 0, axis: 1 },
    results: { y: 'uint3[1,3] [1, 3, 0]' },
  },
  {
    name: 'without thresholds gives its bias',
    operands: { x: 'int8[1,2] [1, 2]', thresholds: 'int8[1,0] []' },
    attrs: { outType: int(4), outScale: 1, outBias: -3, axis: 1 },
    results: { y: 'int4[1,2] [-3, -3]' },
  },
]);
testOp(quant, [
  {
    name: 'ties to even',
    operands: { x: 'float32[6] [0.5, 1.5, 2.5, -0.5, -1.5, 100]', scale: 'float32[] [1]', zeroPoint: 'float32[] [0]' },
    attrs: { bits: 3, signed: true, narrow: false, rounding: 'half_even' },
    results: { y: 'float32[6] [0, 2, 2, 0, -2, 3]' },
  },
  {
    name: 'rounds after it adds the zero point',
    operands: { x: 'float32[1] [0.5]', scale: 'float32[] [1]', zeroPoint: 'float32[] [1]' },
    attrs: { bits: 4, signed: false, narrow: false, rounding: 'half_even' },
    results: { y: 'float32[1] [1]' },
  },
  {
    name: 'with one signed bit is ±1 by sign',
    operands: { x: 'float32[3] [0, -0.1, 9]', scale: 'float32[] [0.5]', zeroPoint: 'float32[] [0]' },
    attrs: { bits: 1, signed: true, narrow: true, rounding: 'ceil' },
    results: { y: 'float32[3] [0.5, -0.5, 0.5]' },
  },
]);
testOp(bipolarQuant, [
  {
    name: 'gives +scale at both zeros and −scale at NaN',
    operands: { x: 'float32[5] [0, -0, -1, 2, nan]', scale: 'float32[] [-2]' },
    attrs: {},
    results: { y: 'float32[5] [-2, -2, 2, -2, 2]' },
  },
]);
testOp(matMul, [
  {
    name: 'multiplies matrices',
    operands: { a: 'int8[2,2] [1, 2, 3, 4]', b: 'int8[2,1] [5, 6]' },
    attrs: { outType: int(16) },
    results: { y: 'int16[2,1] [17, 39]' },
  },
  {
    name: 'multiplies stacks pair by pair',
    operands: { a: 'float32[2,1,2] [1, 2, 3, 4]', b: 'float32[2,2,1] [1, 1, 2, 2]' },
    attrs: { outType: float32 },
    results: { y: 'float32[2,1,1] [3, 14]' },
  },
]);
testOp(conv, [
  {
    name: 'is a cross-correlation',
    operands: { x: 'float32[1,1,2,3] [1, 2, 3, 4, 5, 6]', w: 'float32[1,1,2,2] [1, 0, 0, 10]' },
    attrs: { ...window, group: 1, outType: float32 },
    results: { y: 'float32[1,1,1,2] [51, 62]' },
  },
  {
    name: 'keeps groups apart',
    operands: { x: 'float32[1,2,1,1] [3, 5]', w: 'float32[2,1,1,1] [2, 10]' },
    attrs: { ...window, kernel: [1, 1], group: 2, outType: float32 },
    results: { y: 'float32[1,2,1,1] [6, 50]' },
  },
]);
testOp(depthwiseProduct, [
  {
    name: 'multiplies the window of each channel by all filters of that channel',
    operands: { x: 'int4[1,1,1,4] [1, 2, 3, 4]', w: 'int4[2,4] [1, 2, 3, 4, 5, 6, 7, -8]' },
    attrs: { outType: int(9) },
    results: { y: 'int9[1,1,1,4] [16, 20, 34, -24]' },
  },
]);
// Values by torch's conv_transpose2d and pixel_shuffle.
testOp(convTranspose, [
  {
    name: 'adds the multiples of its kernel where windows overlap',
    operands: { x: 'float32[1,1,1,2] [1, 10]', w: 'float32[1,1,1,3] [1, 2, 3]' },
    attrs: { ...window, kernel: [1, 3], outputPadding: [0, 0], group: 1, outType: float32 },
    results: { y: 'float32[1,1,1,4] [1, 12, 23, 30]' },
  },
  {
    name: 'leaves gaps by its stride, cuts its padding off, and has more pixels at the end',
    operands: { x: 'int4[1,1,1,2] [1, 3]', w: 'int4[1,1,2,2] [1, 2, 3, 4]' },
    attrs: { ...window, strides: [1, 2], pads: [1, 1, 0, 0], outputPadding: [1, 1], group: 1, outType: int(9) },
    results: { y: 'int9[1,1,2,4] [4, 9, 12, 0, 0, 0, 0, 0]' },
  },
  {
    name: 'keeps groups apart',
    operands: { x: 'float32[1,2,1,1] [3, 5]', w: 'float32[2,2,1,1] [1, 2, 10, 20]' },
    attrs: { ...window, kernel: [1, 1], outputPadding: [0, 0], group: 2, outType: float32 },
    results: { y: 'float32[1,4,1,1] [3, 6, 50, 100]' },
  },
]);
testOp(pixelPad, [
  {
    name: 'puts zeros between signs, which makes them ternary',
    operands: { x: 'bipolar[1,1,2,2] [1, -1, -1, 1]' },
    attrs: { strides: [2, 3], layout: 'nchw' },
    results: { y: 'ternary[1,1,3,4] [1, 0, 0, -1, 0, 0, 0, 0, -1, 0, 0, 1]' },
  },
  {
    name: 'keeps the channels of a pixel together where they are last',
    operands: { x: 'int4[1,1,2,2] [1, 2, 3, 4]' },
    attrs: { strides: [2, 2], layout: 'nhwc' },
    results: { y: 'int4[1,1,3,2] [1, 2, 0, 0, 3, 4]' },
  },
]);
testOp(depthToSpace, [
  {
    name: 'has blocks of channels in mode dcr',
    operands: { x: 'int8[1,8,1,1] [0, 1, 2, 3, 4, 5, 6, 7]' },
    attrs: { block: 2, mode: 'dcr', layout: 'nchw' },
    results: { y: 'int8[1,2,2,2] [0, 2, 4, 6, 1, 3, 5, 7]' },
  },
  {
    name: 'has channels of blocks in mode crd',
    operands: { x: 'int8[1,8,1,1] [0, 1, 2, 3, 4, 5, 6, 7]' },
    attrs: { block: 2, mode: 'crd', layout: 'nchw' },
    results: { y: 'int8[1,2,2,2] [0, 1, 2, 3, 4, 5, 6, 7]' },
  },
  {
    name: 'does the same with the channels last',
    operands: { x: 'int8[1,1,2,4] [0, 1, 2, 3, 4, 5, 6, 7]' },
    attrs: { block: 2, mode: 'crd', layout: 'nhwc' },
    results: { y: 'int8[1,2,4,1] [0, 1, 4, 5, 2, 3, 6, 7]' },
  },
]);
testOp(im2col, [
  {
    name: 'puts channels fastest, then columns, then rows',
    operands: { x: 'int4[1,2,2,2] [0, 1, 2, 3, 4, 5, 6, 7]' },
    attrs: window,
    results: { y: 'int4[1,1,1,8] [0, 1, 2, 3, 4, 5, 6, 7]' },
  },
]);
testOp(maxPool, [
  {
    name: 'never lets padding win',
    operands: { x: 'int4[1,1,1,1] [-5]' },
    attrs: { ...window, pads: [1, 1, 0, 0], layout: 'nchw' },
    results: { y: 'int4[1,1,1,1] [-5]' },
  },
  {
    name: 'pools channels last',
    operands: { x: 'uint2[1,2,2,2] [0, 3, 1, 2, 2, 1, 1, 0]' },
    attrs: { ...window, layout: 'nhwc' },
    results: { y: 'uint2[1,1,1,2] [2, 3]' },
  },
]);
testOp(reshape, [
  {
    name: 'keeps the order of values',
    operands: { x: 'int4[1,4] [1, 2, 3, 4]' },
    attrs: { shape: [2, 2] },
    results: { y: 'int4[2,2] [1, 2, 3, 4]' },
  },
]);
testOp(transpose, [
  {
    name: 'permutes the axes',
    operands: { x: 'int4[2,3] [1, 2, 3, 4, 5, 6]' },
    attrs: { perm: [1, 0] },
    results: { y: 'int4[3,2] [1, 4, 2, 5, 3, 6]' },
  },
]);
testOp(flip, [
  {
    name: 'keeps 64 bits, whose least number no tensor holds',
    operands: { x: 'int64[1,2] [9007199254740991, 5]', signs: 'bipolar[2] [-1, 1]' },
    attrs: { axis: 1 },
    results: { y: 'int64[1,2] [-9007199254740991, 5]' },
  },
  {
    name: 'negates the least value too',
    operands: { x: 'int4[1,2] [-8, -8]', signs: 'bipolar[2] [-1, 1]' },
    attrs: { axis: 1 },
    results: { y: 'int5[1,2] [8, -8]' },
  },
]);
testOp(offset, [
  {
    name: 'adds along the last axis',
    operands: { x: 'int8[2,2] [1, 2, 3, 4]', offsets: 'int4[2] [5, -5]' },
    attrs: { outType: int(16) },
    results: { y: 'int16[2,2] [6, -3, 8, -1]' },
  },
]);
testOp(topK, [
  {
    name: 'gives the lowest index of equals first',
    operands: { x: 'int8[2,4] [3, 1, 3, 2, 0, 0, 0, 0]' },
    attrs: { k: 2 },
    results: { indices: 'uint2[2,2] [0, 2, 0, 1]' },
  },
]);
testOp(dequant, [
  {
    name: 'scales and shifts',
    operands: { x: 'uint2[1,2] [0, 3]', scale: 'float32[2] [2, 0.5]', bias: 'float32[1] [1]' },
    attrs: {},
    results: { y: 'float32[1,2] [1, 2.5]' },
  },
]);

describe('code ranges', () => {
  it.each([
    [4, true, false, [-8, 7]],
    [4, true, true, [-7, 7]],
    [4, false, false, [0, 15]],
    [4, false, true, [0, 14]],
    [1, false, true, [0, 0]],
    [2, true, true, [-1, 1]],
  ] as const)('of %i bits, signed %s, narrow %s are %j', (bits, signed, narrow, range) => {
    expect(quantBounds({ bits, signed, narrow })).toEqual(range);
  });
});

it('padding with zeros makes room for them in the type', () => {
  expect([paddedElem(bipolar, true), paddedElem(bipolar, false), paddedElem(int(4), true)]).toEqual([
    ternary,
    bipolar,
    int(4),
  ]);
});

it.each([
  ['qnn.mat_mul(%x, %x)', 'times'],
  ['qnn.transpose(%x) {perm = [0, 0]}', 'does not permute'],
  ['qnn.reshape(%x) {shape = [5]}', 'int8[2,3] as [5]'],
  ['qnn.conv(%x, %x) {kernel = [1, 1]}', 'does not convolve'],
  ['qnn.max_pool(%x) {kernel = [1, 1]}', 'is not an image'],
  ['qnn.im2col(%x) {kernel = [1, 1]}', 'is not an NHWC image'],
  ['qnn.top_k(%x) {k = 4}', 'the 4 greatest of 3'],
  ['qnn.multi_threshold(%x, %c) {outType = uint2, axis = 1}', 'thresholds are a matrix'],
  ['qnn.multi_threshold(%x, %c) {outType = uint2, axis = 7}', 'axis 7 of a rank-2 tensor'],
  ['qnn.flip(%x, %c) {axis = 1}', '2 signs for 3 channels'],
])('%s is refused with a reason', (node, reason) => {
  expect(() => graphOf(`graph(%x: int8[2,3]) { %c = const int4[2] [1, -1] %y = ${node} return %y }`, qnnOps)).toThrow(
    reason,
  );
});
