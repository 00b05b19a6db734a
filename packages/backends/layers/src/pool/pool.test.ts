import { Graph, int, tensorType } from '@finnc/ir';
import { testOp } from '@finnc/ir/testing';
import { expect, it } from 'vitest';
import { testLayer } from '../testing/index.ts';
import { pool } from './pool.ts';

const windows = 'int4[1,1,2,6] [1, 2, 3, -4, 5, 6, -1, 7, -8, 0, -3, 1]';

testOp(pool, [
  {
    name: 'gives the greatest of each channel over the taps',
    operands: { x: windows },
    attrs: { function: 'max', taps: 3, outType: int(4), pe: 2 },
    results: { y: 'int4[1,1,2,2] [5, 6, -1, 7]' },
  },
  {
    name: 'adds each channel over the taps',
    operands: { x: windows },
    attrs: { function: 'sum', taps: 3, outType: int(6), pe: 1 },
    results: { y: 'int6[1,1,2,2] [9, 4, -12, 8]' },
  },
]);

const layer = (type: string, attrs: string): string => `graph(%x: ${type}) {
  %y = hw.pool(%x) {${attrs}, pe = 1}
  return %y
}`;

testLayer(pool, {
  cases: [
    { name: 'a maximum of bipolar', graph: layer('bipolar[1,3,4,48]', 'function = max, taps = 4, outType = bipolar') },
    { name: 'a maximum of signed', graph: layer('int3[1,2,2,18]', 'function = max, taps = 9, outType = int3') },
    { name: 'a sum of bipolar', graph: layer('bipolar[1,3,3,24]', 'function = sum, taps = 4, outType = int4') },
    { name: 'a sum of unsigned', graph: layer('uint4[1,2,3,64]', 'function = sum, taps = 4, outType = uint6') },
    { name: 'one tap', graph: layer('uint4[1,2,3,4]', 'function = sum, taps = 1, outType = uint4') },
  ],
});

it.each([
  ['max', 4, int(6), 'the maxima of int4[1,1,1,8] as int6'],
  ['sum', 3, int(6), 'elements of a window'],
] as const)('hw.pool refuses a %s over %i taps as %o', (reduce, taps, outType, message) => {
  const graph = new Graph();
  const type = tensorType(int(4), [1, 1, 1, 8]);
  const x = graph.input(type, { name: 'x', source: type, perm: [0, 1, 2, 3] });
  expect(() => graph.add(pool, { x }, { function: reduce, taps, outType, pe: 1 })).toThrow(message);
});
