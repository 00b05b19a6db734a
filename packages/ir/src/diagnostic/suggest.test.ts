import fc from 'fast-check';
import { expect, it } from 'vitest';
import { editDistance, suggest } from './suggest.ts';

it.each([
  ['', '', 0],
  ['fold', 'fold', 0],
  ['fodl', 'fold', 1],
  ['kitten', 'sitting', 3],
  ['ca', 'abc', 3],
  ['', 'abc', 3],
])('from %j to %j takes %d edits', (a, b, edits) => {
  expect(editDistance(a, b)).toBe(edits);
});

it('is symmetric, zero only for equals, and never more than the longer word', () => {
  const word = fc.string({ maxLength: 8 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, b) === 0).toBe(a === b);
      expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
});

it.each([
  ['clokMhz', 'clockMhz'],
  ['clock_mhz', 'clockMhz'],
  ['CLOCKMHZ', 'clockMhz'],
  ['bord', 'board'],
  ['pe', 'PE'],
  ['zzzzzz', undefined],
  ['x'.repeat(1e5), undefined],
])('suggests for %.20s', (word, suggestion) => {
  expect(suggest(word, ['clockMhz', 'board', 'PE'])).toBe(suggestion);
});
