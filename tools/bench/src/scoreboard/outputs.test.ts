import { float32, tensor } from '@finnc/ir';
import { expect, it } from 'vitest';
import { differing, largestDifference } from './outputs.ts';

const row = (...values: number[]) => tensor(float32, [1, values.length], Float32Array.from(values));
const golden = { count: 2, inputs: [], outputs: [{ shape: [2, 1, 2], data: Float32Array.of(1, -8, 2, 4) }] };

it.each([
  ['equal outputs', [[row(1, -8)], [row(2, 4)]], { absolute: 0, relative: 0 }],
  ['the worst element of the worst sample', [[row(1.5, -8)], [row(2, 3)]], { absolute: 1, relative: 1 / 8 }],
  ['a NaN', [[row(1, NaN)], [row(2, 4)]], { absolute: Infinity, relative: Infinity }],
  ['another size', [[row(1)], [row(2, 4)]], { absolute: Infinity, relative: Infinity }],
  ['an output that is not there', [[], []], { absolute: Infinity, relative: Infinity }],
] as const)('%s', (_name, outputs, expected) => {
  expect(largestDifference(outputs, golden)).toEqual(expected);
});

it('counts elements that differ between two runs', () => {
  expect(differing([[row(1, 2)], [row(3, 4)]], [[row(1, 2)], [row(3, 5)]])).toBe(1);
  expect(differing([[row(1, 2)]], [])).toBe(2);
});
