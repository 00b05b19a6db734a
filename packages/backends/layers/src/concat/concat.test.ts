import { qnn } from '@finnc/ir';
import { testOp, testRule } from '@finnc/ir/testing';
import { layers } from '../index.ts';
import { testLayer } from '../testing/index.ts';
import { concatToHardware } from './concat.lower.ts';
import { concat } from './concat.ts';

testOp(concat, [
  {
    name: 'joins the channels of each pixel',
    operands: { a: 'uint2[1,2,1] [1, 2]', b: 'int3[1,2,2] [-1, -2, -3, -4]' },
    attrs: { simd: 1 },
    results: { y: 'int3[1,2,3] [1, -1, -2, 2, -3, -4]' },
  },
]);

const joined = (a: string, b: string): string => `graph(%a: ${a}, %b: ${b}) {
  %y = hw.concat(%a, %b) {simd = 1}
  return %y
}`;

testLayer(concat, {
  cases: [
    { name: 'of one type', graph: joined('uint4[1,2,3,8]', 'uint4[1,2,3,4]') },
    { name: 'of signed and unsigned', graph: joined('int4[1,2,4]', 'uint4[1,2,6]') },
    { name: 'of ±1', graph: joined('bipolar[1,3,4]', 'bipolar[1,3,2]') },
    { name: 'of ±1 and −1, 0, 1', graph: joined('bipolar[1,4]', 'ternary[1,4]') },
  ],
});

const channels = (axis: number, a = 'int4[1,2,2]', b = 'uint4[1,2,2]'): string => `graph(%a: ${a}, %b: ${b}) {
  %y = qnn.concat(%a, %b) {axis = ${axis}}
  return %y
}`;

testRule(concatToHardware, {
  ops: [...qnn.qnnOps, ...layers.ops],
  rewrites: [
    {
      name: 'channels behind channels',
      before: channels(2),
      after: 'graph(%a: int4[1,2,2], %b: uint4[1,2,2]) { %y = hw.concat(%a, %b) return %y }',
    },
  ],
  declines: [
    { name: 'rows below rows', before: channels(1), because: 'it joins streams along another axis than the channels' },
    {
      name: 'floats',
      before: channels(2, 'float32[1,2,2]'),
      because: 'its first part is float32, not an integer type',
    },
    {
      name: 'a constant',
      before: 'graph(%a: int4[1,2]) { %c = const int4[1,2] [1, 2] %y = qnn.concat(%a, %c) {axis = 1} return %y }',
      because: 'one of its parts is a constant',
    },
  ],
});
