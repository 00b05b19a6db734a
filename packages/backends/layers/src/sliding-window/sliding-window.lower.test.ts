import { qnn } from '@finnc/ir';
import { testRule } from '@finnc/ir/testing';
import { layers } from '../index.ts';
import { im2colToSlidingWindow } from './sliding-window.lower.ts';

const ops = [...qnn.qnnOps, ...layers.ops];
const im2col = (input: string, kernel: string, strides: string, pads: string): string => `
  graph(%x: ${input}) {
    %y = qnn.im2col(%x) {kernel = ${kernel}, strides = ${strides}, pads = ${pads}, dilations = [1, 1]}
    return %y
  }`;

testRule(im2colToSlidingWindow, {
  ops,
  rewrites: [
    {
      name: 'windows, all channels a beat',
      before: im2col('uint2[1,4,4,3]', '[3, 3]', '[1, 1]', '[0, 0, 0, 0]'),
      after: `graph(%x: uint2[1,4,4,3]) {
        %y = hw.sliding_window(%x) {kernel = [3, 3], strides = [1, 1], dilations = [1, 1], simd = 3}
        return %y
      }`,
    },
    {
      name: 'padding of signs as a layer of its own, ternary from there on',
      before: im2col('bipolar[1,4,4,2]', '[3, 3]', '[2, 2]', '[1, 1, 0, 0]'),
      after: `graph(%x: bipolar[1,4,4,2]) {
        %p = hw.pad(%x) {pads = [1, 1, 0, 0], value = 0, outType = ternary, simd = 2}
        %y = hw.sliding_window(%p) {kernel = [3, 3], strides = [2, 2], dilations = [1, 1], simd = 2}
        return %y
      }`,
    },
    {
      name: '1×1 windows at stride 1 away',
      before: im2col('uint2[1,4,4,3]', '[1, 1]', '[1, 1]', '[0, 0, 0, 0]'),
      after: 'graph(%x: uint2[1,4,4,3]) { return %x }',
    },
  ],
  declines: [
    {
      name: 'a float image',
      before: im2col('float32[1,4,4,3]', '[3, 3]', '[1, 1]', '[0, 0, 0, 0]'),
      because: 'its input is float32, not an integer type',
    },
    {
      name: 'several images a frame',
      before: im2col('uint2[2,4,4,3]', '[3, 3]', '[1, 1]', '[0, 0, 0, 0]'),
      because: 'a frame holds 2 images; build with batch size 1',
    },
  ],
});
