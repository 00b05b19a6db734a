import { qnn } from '@finnc/ir';
import { testOp, testRule } from '@finnc/ir/testing';
import { layers } from '../index.ts';
import { testLayer } from '../testing/index.ts';
import { sliceToHardware } from './slice.lower.ts';
import { slice } from './slice.ts';

testOp(slice, [
  {
    name: 'keeps the channels of each pixel',
    operands: { x: 'int4[1,2,3] [1, 2, 3, 4, 5, 6]' },
    attrs: { start: 1, end: 3, simd: 1 },
    results: { y: 'int4[1,2,2] [2, 3, 5, 6]' },
  },
]);

const sliced = (type: string, start: number, end: number): string => `graph(%x: ${type}) {
  %y = hw.slice(%x) {start = ${start}, end = ${end}, simd = 1}
  return %y
}`;

testLayer(slice, {
  cases: [
    { name: 'the first channels', graph: sliced('uint4[1,3,2,12]', 0, 4) },
    { name: 'the last channels', graph: sliced('int5[1,4,8]', 4, 8) },
    { name: 'some ±1', graph: sliced('bipolar[1,3,40]', 16, 36) },
  ],
});

const range = (attrs: string, type = 'int4[1,3,4]'): string => `graph(%x: ${type}) {
  %y = qnn.slice(%x) {${attrs}}
  return %y
}`;

testRule(sliceToHardware, {
  ops: [...qnn.qnnOps, ...layers.ops],
  rewrites: [
    {
      name: 'a range of channels',
      before: range('axis = 2, start = 1, end = 3'),
      after: 'graph(%x: int4[1,3,4]) { %y = hw.slice(%x) {start = 1, end = 3} return %y }',
    },
  ],
  declines: [
    {
      name: 'a range of rows',
      before: range('axis = 1, start = 1, end = 3'),
      because: 'it cuts along another axis than the channels',
    },
    {
      name: 'every other channel',
      before: range('axis = 2, start = 0, end = 4, step = 2'),
      because: 'it takes every 2th channel',
    },
    {
      name: 'floats',
      before: range('axis = 2, start = 0, end = 2', 'float32[1,3,4]'),
      because: 'its input is float32, not an integer type',
    },
  ],
});
