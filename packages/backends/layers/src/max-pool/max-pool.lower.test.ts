import { qnn } from '@finnc/ir';
import { testRule } from '@finnc/ir/testing';
import { layers } from '../index.ts';
import { maxPoolToHardware } from './max-pool.lower.ts';

const pool = (input: string, attrs: string): string => `
  graph(%x: ${input}) {
    %y = qnn.max_pool(%x) {${attrs}}
    return %y
  }`;
const nhwc = 'kernel = [2, 2], strides = [2, 2], layout = nhwc';

testRule(maxPoolToHardware, {
  ops: [...qnn.qnnOps, ...layers.ops],
  rewrites: [
    {
      name: 'an image with channels last, unfolded',
      before: pool('bipolar[1,4,4,6]', nhwc),
      after: `graph(%x: bipolar[1,4,4,6]) {
        %y = hw.max_pool(%x) {kernel = [2, 2], strides = [2, 2], pe = 6}
        return %y
      }`,
    },
    {
      name: 'windows that overlap',
      before: pool('int4[1,5,5,6]', 'kernel = [3, 3], strides = [2, 2], layout = nhwc'),
      after: `graph(%x: int4[1,5,5,6]) {
        %y = hw.max_pool(%x) {kernel = [3, 3], strides = [2, 2], pe = 6}
        return %y
      }`,
    },
    {
      name: 'one window with the stride of its own size',
      before: pool('int4[1,4,5,6]', 'kernel = [4, 5], layout = nhwc'),
      after: `graph(%x: int4[1,4,5,6]) {
        %y = hw.max_pool(%x) {kernel = [4, 5], strides = [4, 5], pe = 6}
        return %y
      }`,
    },
    {
      name: 'padding into a border of the least value',
      before: pool('int4[1,3,3,2]', `${nhwc}, pads = [1, 1, 0, 0]`),
      after: `graph(%x: int4[1,3,3,2]) {
        %p = hw.pad(%x) {pads = [1, 1, 0, 0], value = -8, outType = int4, simd = 2}
        %y = hw.max_pool(%p) {kernel = [2, 2], strides = [2, 2], pe = 2}
        return %y
      }`,
    },
    {
      name: 'dilated windows one after another, padding and all',
      before: pool('bipolar[1,4,4,2]', `${nhwc}, dilations = [1, 2], pads = [0, 1, 0, 0]`),
      after: `graph(%x: bipolar[1,4,4,2]) {
        %p = hw.pad(%x) {pads = [0, 1, 0, 0], value = -1, outType = bipolar, simd = 2}
        %w = hw.sliding_window(%p) {kernel = [2, 2], strides = [2, 2], dilations = [1, 2], simd = 2}
        %y = hw.pool(%w) {function = max, taps = 4, outType = bipolar, pe = 2}
        return %y
      }`,
    },
  ],
  declines: [
    {
      name: 'channels first',
      before: pool('int4[1,2,4,4]', 'kernel = [2, 2], strides = [2, 2], layout = nchw'),
      because: 'its channels are not last',
    },
    {
      name: 'several images a frame',
      before: pool('int4[2,4,4,2]', nhwc),
      because: 'a frame holds 2 images; build with batch size 1',
    },
    {
      name: 'floats',
      before: pool('float32[1,4,4,2]', nhwc),
      because: 'its input is float32, not an integer type',
    },
  ],
});
