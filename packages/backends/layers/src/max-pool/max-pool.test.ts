import { testOp } from '@finnc/ir/testing';
import { testLayer } from '../testing/index.ts';
import { maxPool } from './max-pool.ts';

testOp(maxPool, [
  {
    name: 'gives the greatest value of each channel in each window',
    operands: { x: 'int4[1,2,4,2] [-8, 1, -7, 2, 3, -1, 4, -2, -6, 0, -5, 7, 0, -3, -1, -4]' },
    attrs: { kernel: [2, 2], strides: [2, 2], pe: 2 },
    results: { y: 'int4[1,1,2,2] [-5, 7, 4, -1]' },
  },
  {
    name: 'leaves out the rows and columns that fill no window',
    operands: { x: 'bipolar[1,3,3,1] [-1, -1, 1, -1, -1, 1, 1, 1, 1]' },
    attrs: { kernel: [2, 2], strides: [2, 2], pe: 1 },
    results: { y: 'bipolar[1,1,1,1] [-1]' },
  },
]);

const pool = (type: string, attrs: string): string => `graph(%x: ${type}) {
  %y = hw.max_pool(%x) {${attrs}, pe = 1}
  return %y
}`;

testLayer(maxPool, {
  cases: [
    { name: '2×2 on bipolar', graph: pool('bipolar[1,8,8,12]', 'kernel = [2, 2], strides = [2, 2]') },
    { name: '4×4 on signed', graph: pool('int4[1,8,8,4]', 'kernel = [4, 4], strides = [4, 4]') },
    { name: '3×3 at stride 2, overlapping', graph: pool('uint4[1,7,9,2]', 'kernel = [3, 3], strides = [2, 2]') },
    { name: 'one row', graph: pool('uint4[1,1,12,4]', 'kernel = [1, 3], strides = [1, 3]') },
    { name: '2×2 with a column left over', graph: pool('int2[1,4,5,2]', 'kernel = [2, 2], strides = [2, 2]') },
  ],
});
