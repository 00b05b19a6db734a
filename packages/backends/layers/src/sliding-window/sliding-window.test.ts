import { testOp } from '@finnc/ir/testing';
import { testLayer } from '../testing/index.ts';
import { slidingWindow } from './sliding-window.ts';

testOp(slidingWindow, [
  {
    name: 'gives windows in the order ky, kx, c',
    operands: { x: 'int8[1,2,3,2] [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]' },
    attrs: { kernel: [2, 2], strides: [1, 1], dilations: [1, 1], simd: 1 },
    results: { y: 'int8[1,1,2,8] [0, 1, 2, 3, 6, 7, 8, 9, 2, 3, 4, 5, 8, 9, 10, 11]' },
  },
  {
    name: 'skips columns by its dilation and rows by its stride',
    operands: { x: 'int8[1,3,3,1] [0, 1, 2, 3, 4, 5, 6, 7, 8]' },
    attrs: { kernel: [1, 2], strides: [2, 1], dilations: [1, 2], simd: 1 },
    results: { y: 'int8[1,2,1,2] [0, 2, 6, 8]' },
  },
]);

const window = (type: string, attrs: string): string => `graph(%x: ${type}) {
  %y = hw.sliding_window(%x) {${attrs}, simd = 1}
  return %y
}`;

// The grid of FINN's `tests/fpgadataflow/test_fpgadataflow_convinputgenerator.py`, with bipolar images and images that are not square.
testLayer(slidingWindow, {
  cases: [
    {
      name: '3×3 on bipolar',
      graph: window('bipolar[1,8,8,4]', 'kernel = [3, 3], strides = [1, 1], dilations = [1, 1]'),
    },
    {
      name: '2×2 at stride 2',
      graph: window('int2[1,8,8,2]', 'kernel = [2, 2], strides = [2, 2], dilations = [1, 1]'),
    },
    { name: '3×3 dilated', graph: window('uint4[1,8,7,2]', 'kernel = [3, 3], strides = [1, 1], dilations = [2, 2]') },
    {
      name: '1×5 on one row',
      graph: window('int2[1,1,21,4]', 'kernel = [1, 5], strides = [1, 1], dilations = [1, 1]'),
    },
    {
      name: '1×1 at stride 2',
      graph: window('uint4[1,5,5,2]', 'kernel = [1, 1], strides = [2, 2], dilations = [1, 1]'),
    },
    {
      name: 'stride 3 of a 2×2 kernel',
      graph: window('uint4[1,8,9,2]', 'kernel = [2, 2], strides = [3, 3], dilations = [1, 1]'),
    },
    {
      name: 'an image as small as its window',
      graph: window('uint4[1,2,2,1]', 'kernel = [2, 2], strides = [1, 1], dilations = [1, 1]'),
    },
  ],
});
