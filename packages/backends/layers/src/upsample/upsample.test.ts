import { qnn } from '@finnc/ir';
import { testOp, testRule } from '@finnc/ir/testing';
import { layers } from '../index.ts';
import { testLayer } from '../testing/index.ts';
import { upsampleToHardware } from './upsample.lower.ts';
import { upsample } from './upsample.ts';

testOp(upsample, [
  {
    name: 'repeats pixels with their channels',
    operands: { x: 'int4[1,1,2,2] [1, 2, 3, 4]' },
    attrs: { factors: [2, 2], simd: 1 },
    results: { y: 'int4[1,2,4,2] [1, 2, 1, 2, 3, 4, 3, 4, 1, 2, 1, 2, 3, 4, 3, 4]' },
  },
]);

const enlarged = (type: string, factors: string): string => `graph(%x: ${type}) {
  %y = hw.upsample(%x) {factors = ${factors}, simd = 1}
  return %y
}`;

testLayer(upsample, {
  cases: [
    { name: 'both ways', graph: enlarged('uint4[1,3,2,4]', '[2, 2]') },
    { name: 'three times down, twice across', graph: enlarged('int5[1,2,3,2]', '[3, 2]') },
    { name: 'down only', graph: enlarged('int3[1,2,2,3]', '[2, 1]') },
    { name: 'across only, ±1', graph: enlarged('bipolar[1,2,3,40]', '[1, 3]') },
    { name: 'one pixel', graph: enlarged('int4[1,1,1,1]', '[2, 2]') },
    { name: 'by one', graph: enlarged('int4[1,2,2,2]', '[1, 1]') },
  ],
});

const image = (layout: string, type = 'int4[1,2,3,4]'): string => `graph(%x: ${type}) {
  %y = qnn.upsample(%x) {factors = [2, 3], layout = ${layout}}
  return %y
}`;

testRule(upsampleToHardware, {
  ops: [...qnn.qnnOps, ...layers.ops],
  rewrites: [
    {
      name: 'an image with channels last, unfolded',
      before: image('nhwc'),
      after: 'graph(%x: int4[1,2,3,4]) { %y = hw.upsample(%x) {factors = [2, 3], simd = 4} return %y }',
    },
  ],
  declines: [
    { name: 'channels first', before: image('nchw'), because: 'its channels are not last' },
    { name: 'floats', before: image('nhwc', 'float32[1,2,3,4]'), because: 'its input is float32, not an integer type' },
    {
      name: 'several images a frame',
      before: image('nhwc', 'int4[2,2,3,4]'),
      because: 'a frame holds 2 images; build with batch size 1',
    },
  ],
});
