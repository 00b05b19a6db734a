import { qnn } from '@finnc/ir';
import { testRule } from '@finnc/ir/testing';
import { layers } from '../index.ts';
import { sumPoolToHardware } from './sum-pool.lower.ts';

const pool = (input: string, attrs: string): string => `
  graph(%x: ${input}) {
    %y = qnn.sum_pool(%x) {${attrs}}
    return %y
  }`;
const nhwc = 'kernel = [2, 2], strides = [2, 2], layout = nhwc, outType = int6';

testRule(sumPoolToHardware, {
  ops: [...qnn.qnnOps, ...layers.ops],
  rewrites: [
    {
      name: 'an image with channels last, unfolded',
      before: pool('int4[1,4,4,6]', nhwc),
      after: `graph(%x: int4[1,4,4,6]) {
        %y = hw.sum_pool(%x) {kernel = [2, 2], strides = [2, 2], outType = int6, pe = 6}
        return %y
      }`,
    },
    {
      name: 'a whole image with the stride of its own size',
      before: pool('uint4[1,7,7,6]', 'kernel = [7, 7], layout = nhwc, outType = uint10'),
      after: `graph(%x: uint4[1,7,7,6]) {
        %y = hw.sum_pool(%x) {kernel = [7, 7], strides = [7, 7], outType = uint10, pe = 6}
        return %y
      }`,
    },
    {
      name: 'padding into a border of zeros, which signs have a second bit for',
      before: pool('bipolar[1,3,3,2]', `${nhwc}, pads = [1, 1, 0, 0]`),
      after: `graph(%x: bipolar[1,3,3,2]) {
        %p = hw.pad(%x) {pads = [1, 1, 0, 0], value = 0, outType = ternary, simd = 2}
        %y = hw.sum_pool(%p) {kernel = [2, 2], strides = [2, 2], outType = int6, pe = 2}
        return %y
      }`,
    },
    {
      name: 'dilated windows one after another',
      before: pool('int4[1,4,4,2]', `${nhwc}, dilations = [2, 1]`),
      after: `graph(%x: int4[1,4,4,2]) {
        %w = hw.sliding_window(%x) {kernel = [2, 2], strides = [2, 2], dilations = [2, 1], simd = 2}
        %y = hw.pool(%w) {function = sum, taps = 4, outType = int6, pe = 2}
        return %y
      }`,
    },
  ],
  declines: [
    {
      name: 'channels first',
      before: pool('int4[1,2,4,4]', 'kernel = [2, 2], layout = nchw, outType = int6'),
      because: 'its channels are not last',
    },
    {
      name: 'several images a frame',
      before: pool('int4[2,4,4,2]', nhwc),
      because: 'a frame holds 2 images; build with batch size 1',
    },
    {
      name: 'floats',
      before: pool('float32[1,4,4,2]', nhwc.replace('int6', 'float32')),
      because: 'its input is float32, not an integer type',
    },
  ],
});
