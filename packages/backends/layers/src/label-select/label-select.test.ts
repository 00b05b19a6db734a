import { testOp } from '@finnc/ir/testing';
import { testLayer } from '../testing/index.ts';
import { labelSelect } from './label-select.ts';

testOp(labelSelect, [
  {
    name: 'gives the lowest index of equal scores',
    operands: { x: 'int8[2,4] [1, 5, 5, -2, -9, -9, -9, -9]' },
    attrs: { k: 1, pe: 2 },
    results: { y: 'uint2[2,1] [1, 0]' },
  },
  {
    name: 'gives the k greatest, greatest first',
    operands: { x: 'int8[1,5] [1, 5, 7, -2, 5]' },
    attrs: { k: 3, pe: 1 },
    results: { y: 'uint3[1,3] [2, 1, 4]' },
  },
]);

const select = (type: string, k: number): string => `graph(%x: ${type}) {
  %y = hw.label_select(%x) {k = ${k}, pe = 1}
  return %y
}`;

testLayer(labelSelect, {
  cases: [
    { name: 'one of ten', graph: select('int8[1,10]', 1) },
    { name: 'five of twelve', graph: select('uint3[1,12]', 5) },
    { name: 'all of four, in two vectors', graph: select('bipolar[2,4]', 4) },
    { name: 'one of one', graph: select('int8[1,1]', 1) },
  ],
});
