import { describe, expect, it } from 'vitest';
import { compiled } from '../compiled.test.support.ts';
import { convertToHw } from './convert-to-hw.ts';

const convolved = (input: string, weights: string, attrs: string): readonly string[] =>
  compiled(
    `graph(%x: ${input}) {
      %w = const ${weights}
      %y = qnn.conv(%x, %w) {${attrs}, outType = int12}
      return %y
    }`,
    [convertToHw()],
  ).told.map(String);
const ones = (count: number): string => Array.from({ length: count }, () => 1).join(', ');

describe('of a convolution is told', () => {
  it('how many products are zeros where groups become one dense layer', () => {
    const [told, ...others] = convolved('int2[1,4,3,3]', `int2[4,2,1,1] [${ones(8)}]`, 'kernel = [1, 1], group = 2');
    expect(others).toEqual([]);
    expect(told).toContain('FINNC3107');
    expect(told).toContain('2 groups');
    expect(told).toContain('8 of its 16 weights are zeros');
  });
});
