import { describe, expect, it } from 'vitest';
import { compare, fromNumber } from '../math/rational.ts';
import { halfEven, parseRoundingMode, roundingModes, roundWith, stepOf, type RoundingMode } from './rounding.ts';

const exact = (value: number): number => value;

describe('rounding', () => {
  it.each([
    ['half_even', [-2, -2, -2, -1, 0, 0, 0, 1, 2, 2, 2]],
    ['half_up', [-3, -2, -2, -1, -1, 0, 1, 1, 2, 2, 3]],
    ['half_down', [-2, -2, -1, -1, 0, 0, 0, 1, 1, 2, 2]],
    ['ceil', [-2, -2, -1, -1, 0, 0, 1, 1, 2, 2, 3]],
    ['floor', [-3, -2, -2, -1, -1, 0, 0, 1, 1, 2, 2]],
    ['up', [-3, -2, -2, -1, -1, 0, 1, 1, 2, 2, 3]],
    ['down', [-2, -2, -1, -1, 0, 0, 0, 1, 1, 2, 2]],
  ] as const satisfies readonly (readonly [RoundingMode, readonly number[]])[])(
    '%s of the halves from −2.5 to 2.5',
    (mode, expected) => {
      const halves = Array.from({ length: 11 }, (_, i) => (i - 5) / 2);
      expect(halves.map((y) => roundWith(mode, y, exact) + 0)).toEqual(expected);
    },
  );

  it('takes half-up of the float32 below one half to 1 in float32, to 0 exactly', () => {
    const below = 0.5 - 2 ** -25;
    expect([roundWith('half_up', below, Math.fround), roundWith('half_up', below, exact)]).toEqual([1, 0]);
  });

  it('is to even for large numbers too', () => {
    expect([2 ** 51 + 0.5, 2 ** 51 + 1.5, -(2 ** 51) - 0.5, 2 ** 52 + 1].map(halfEven)).toEqual([
      2 ** 51,
      2 ** 51 + 2,
      -(2 ** 51),
      2 ** 52 + 1,
    ]);
  });

  it('reads the names of QONNX in any case', () => {
    expect(['ROUND', 'Half_Even', 'ROUND_TO_ZERO', 'ceil', 'HALF_UP', 'nearest'].map(parseRoundingMode)).toEqual([
      'half_even',
      'half_even',
      'down',
      'ceil',
      'half_up',
      undefined,
    ]);
  });

  it.each(roundingModes)('%s reaches each code exactly at its step', (mode) => {
    for (let i = -64; i <= 64; i++) {
      const y = i / 16;
      const code = roundWith(mode, y, exact);
      for (let k = -5; k <= 5; k++) {
        const { at, strict } = stepOf(mode, k);
        const order = compare(fromNumber(y), at);
        expect(order > 0 || (order === 0 && !strict), `${y} reaches ${k}`).toBe(code >= k);
      }
    }
  });
});
