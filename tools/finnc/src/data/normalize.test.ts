import fc from 'fast-check';
import { expect, it } from 'vitest';
import { normalize, parseNormalize } from './normalize.ts';

it('rounds to float32 after the product and after the quotient', () => {
  const scale = parseNormalize('0.1/3').value!;
  fc.assert(
    fc.property(fc.float({ noNaN: true }), (value) => {
      const expected = Math.fround(Math.fround(value * Math.fround(0.1)) / 3);
      expect(normalize(Float32Array.of(value), scale)[0]).toBe(expected);
    }),
  );
});

it('1/255 is division in float32, not multiplication by a reciprocal', () => {
  const values = normalize(
    Float32Array.from({ length: 256 }, (_, i) => i),
    parseNormalize('1/255').value!,
  );
  expect([...values]).toEqual(Array.from({ length: 256 }, (_, i) => Math.fround(i / 255)));
});

it.each([
  ['1/255', 1, 255],
  [' -2.5e-1 / .5 ', -0.25, 0.5],
])('%j is read', (text, multiply, divide) => {
  expect(parseNormalize(text).value).toEqual({ multiply, divide });
});

it.each([
  ['', /0 slashes/],
  ['255', /0 slashes/],
  ['1/2/3', /2 slashes/],
  ['a/2', /'a' is not a number/],
  ['1/', /'' is not a number/],
  ['0x1/2', /'0x1' is not a number/],
  ['1/0', /divides by 0/],
  ['1/1e-60', /0 in float32/],
  ['1e39/2', /too large/],
])('%j is reported', (text, message) => {
  const { problem } = parseNormalize(text);
  expect(problem?.code).toBe('FINNC5215');
  expect(problem?.message).toMatch(message);
});
