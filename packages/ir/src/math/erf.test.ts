import { expect, it } from 'vitest';
import { erf } from './erf.ts';

/** Abramowitz and Stegun, table 7.1. */
it.each([
  [0.5, 0.5204998778],
  [1, 0.8427007929],
  [1.5, 0.9661051465],
  [2, 0.995322265],
])('erf(%f) is that of the table', (x, expected) => {
  expect(erf(x)).toBeCloseTo(expected, 10);
  expect(erf(-x)).toBe(-erf(x));
});

it('meets its other half without a step', () => {
  expect(erf(2.5) - erf(2.5 - 1e-12)).toBeCloseTo(0, 14);
  expect(erf(2.5)).toBeCloseTo(0.999593047982555, 14);
});

it('ends at ±1, passes through 0 and keeps NaN', () => {
  expect([erf(7), erf(-Infinity), erf(0), erf(NaN)]).toEqual([1, -1, 0, NaN]);
});
