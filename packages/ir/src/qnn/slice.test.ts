import { expect, it } from 'vitest';
import { graphOf, testOp } from '../testing/index.ts';
import { qnnOps, slice } from './index.ts';

const x = 'int8[2,4,1] [0, 1, 2, 3, 10, 11, 12, 13]';
testOp(slice, [
  {
    name: 'keeps a range',
    operands: { x },
    attrs: { axis: 1, start: 1, end: 3, step: 1 },
    results: { y: 'int8[2,2,1] [1, 2, 11, 12]' },
  },
  {
    name: 'keeps every second entry',
    operands: { x },
    attrs: { axis: 1, start: 0, end: 4, step: 2 },
    results: { y: 'int8[2,2,1] [0, 2, 10, 12]' },
  },
  {
    name: 'runs backwards to the first entry',
    operands: { x },
    attrs: { axis: 1, start: 3, end: -1, step: -3 },
    results: { y: 'int8[2,2,1] [3, 0, 13, 10]' },
  },
  {
    name: 'keeps rows whole',
    operands: { x },
    attrs: { axis: 0, start: 1, end: 2, step: 1 },
    results: { y: 'int8[1,4,1] [10, 11, 12, 13]' },
  },
]);

it.each([
  ['axis = 3, start = 0, end = 1', 'along axis 3'],
  ['axis = 1, start = 2, end = 2', '2 to 2 by 1'],
  ['axis = 1, start = 2, end = 5', '2 to 5 by 1'],
  ['axis = 1, start = 0, end = 2, step = 0', 'by 0'],
])('{%s} is refused', (attrs, reason) => {
  const text = `graph(%x: int4[2,4,1]) { %y = qnn.slice(%x) {${attrs}} return %y }`;
  expect(() => graphOf(text, qnnOps)).toThrow(reason);
});
