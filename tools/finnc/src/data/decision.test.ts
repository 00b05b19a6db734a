import { expect, it } from 'vitest';
import { argmax, decide, highestBit } from './decision.ts';

it.each([
  [[1, 3, 2], 1],
  [[5, 5, 5], 0],
  [[-3, -1, -1], 1],
  [[NaN, -Infinity, 0], 2],
  [[], 0],
])('argmax of %j is %d, the first of equals', (values, index) => {
  expect(argmax(values)).toBe(index);
});

it.each([
  [[1, 0, 1, 0], 2],
  [[0, 0, 0], 0],
  [[1, -1], 0],
  [[], 0],
])('the highest bit of %j is %d, 0 if none is set', (values, index) => {
  expect(highestBit(values)).toBe(index);
});

it('decides as named', () => {
  expect([decide('argmax', [2, 1]), decide('highest-bit', [2, 1])]).toEqual([0, 1]);
});
