import { bipolar, Graph, int, tensorType } from '@finnc/ir';
import { testOp } from '@finnc/ir/testing';
import { expect, it } from 'vitest';
import { testLayer } from '../testing/index.ts';
import { sumPool } from './sum-pool.ts';

testOp(sumPool, [
  {
    name: 'gives the sum of each channel in each window',
    operands: { x: 'int4[1,2,4,2] [-8, 1, -7, 2, 3, -1, 4, -2, -6, 0, -5, 7, 0, -3, -1, -4]' },
    attrs: { kernel: [2, 2], strides: [2, 2], outType: int(6), pe: 2 },
    results: { y: 'int6[1,1,2,2] [-26, 10, 6, -10]' },
  },
  {
    name: 'leaves out the rows and columns that fill no window',
    operands: { x: 'bipolar[1,3,3,1] [-1, -1, 1, -1, -1, 1, 1, 1, 1]' },
    attrs: { kernel: [2, 2], strides: [2, 2], outType: int(4), pe: 1 },
    results: { y: 'int4[1,1,1,1] [-4]' },
  },
]);

const pool = (type: string, attrs: string): string => `graph(%x: ${type}) {
  %y = hw.sum_pool(%x) {${attrs}, pe = 1}
  return %y
}`;

testLayer(sumPool, {
  cases: [
    { name: '2×2 on bipolar', graph: pool('bipolar[1,8,8,12]', 'kernel = [2, 2], strides = [2, 2], outType = int4') },
    { name: 'a whole image', graph: pool('uint4[1,7,7,16]', 'kernel = [7, 7], strides = [7, 7], outType = uint10') },
    {
      name: '3×3 at stride 2, overlapping',
      graph: pool('int4[1,7,9,2]', 'kernel = [3, 3], strides = [2, 2], outType = int8'),
    },
    { name: 'one row', graph: pool('uint4[1,1,12,4]', 'kernel = [1, 3], strides = [1, 3], outType = uint6') },
    {
      name: '2×2 with a column left over',
      graph: pool('int2[1,4,5,2]', 'kernel = [2, 2], strides = [2, 2], outType = int40'),
    },
  ],
});

it('hw.sum_pool has no sums of ±1 as signs', () => {
  const graph = new Graph();
  const type = tensorType(bipolar, [1, 2, 2, 1]);
  const x = graph.input(type, { name: 'x', source: type, perm: [0, 1, 2, 3] });
  expect(() => graph.add(sumPool, { x }, { kernel: [2, 2], strides: [2, 2], outType: bipolar, pe: 1 })).toThrow(
    new RangeError('sums of bipolar as bipolar'),
  );
});
