import { Graph, int, qnn, tensorType } from '@finnc/ir';
import { testOp, testRule } from '@finnc/ir/testing';
import { expect, it } from 'vitest';
import { layers } from '../index.ts';
import { testLayer } from '../testing/index.ts';
import { pixelPadToHardware } from './pixel-pad.lower.ts';
import { pixelPad } from './pixel-pad.ts';

testOp(pixelPad, [
  {
    name: 'puts zeros between pixels, not around them',
    operands: { x: 'bipolar[1,2,2,1] [1, -1, -1, 1]' },
    attrs: { strides: [2, 3], simd: 1 },
    results: { y: 'ternary[1,3,4,1] [1, 0, 0, -1, 0, 0, 0, 0, -1, 0, 0, 1]' },
  },
]);

const layer = (type: string, strides: string): string => `graph(%x: ${type}) {
  %y = hw.pixel_pad(%x) {strides = ${strides}, simd = 1}
  return %y
}`;

// Strides of FINN's `tests/fpgadataflow/test_fpgadataflow_deconv.py`, and some that differ by axis.
testLayer(pixelPad, {
  cases: [
    { name: 'one zero', graph: layer('uint4[1,4,5,4]', '[2, 2]') },
    { name: 'two zeros along a row', graph: layer('int3[1,3,3,6]', '[1, 3]') },
    { name: 'zeros between signs', graph: layer('bipolar[1,3,2,40]', '[3, 2]') },
    { name: 'no zeros', graph: layer('int8[1,3,3,2]', '[1, 1]') },
    { name: 'a row', graph: layer('int40[1,1,4,2]', '[1, 2]') },
  ],
});

it('hw.pixel_pad refuses channels that its lanes do not divide', () => {
  const graph = new Graph();
  const type = tensorType(int(4), [1, 2, 2, 4]);
  const x = graph.input(type, { name: 'x', source: type, perm: [0, 1, 2, 3] });
  expect(() => graph.add(pixelPad, { x }, { strides: [2, 2], simd: 3 })).toThrow('SIMD = 3 does not divide');
});

const spread = (type: string, layout: string): string =>
  `graph(%x: ${type}) { %y = qnn.pixel_pad(%x) {strides = [2, 3], layout = ${layout}} return %y }`;

testRule(pixelPadToHardware, {
  ops: [...qnn.qnnOps, ...layers.ops],
  rewrites: [
    {
      name: 'zeros between pixels, all channels a beat',
      before: spread('int4[1,3,3,2]', 'nhwc'),
      after: 'graph(%x: int4[1,3,3,2]) { %y = hw.pixel_pad(%x) {strides = [2, 3], simd = 2} return %y }',
    },
  ],
  declines: [
    { name: 'channels first', before: spread('int4[1,3,3,2]', 'nchw'), because: 'its channels are not last' },
    {
      name: 'a real image',
      before: spread('float32[1,3,3,2]', 'nhwc'),
      because: 'its input is float32, not an integer type',
    },
    {
      name: 'several images a frame',
      before: spread('int4[2,3,3,2]', 'nhwc'),
      because: 'a frame holds 2 images; build with batch size 1',
    },
  ],
});
