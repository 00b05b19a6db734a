import { expect, it } from 'vitest';
import { classNames, parseClasses } from './classes.ts';

it.each([
  ['lines', 'cat\ndog\n'],
  ['Windows lines with a byte order mark', '\uFEFFcat\r\ndog\r\n\r\n'],
  ['JSON', '["cat", "dog"]\n'],
])('reads names from %s', (_, text) => {
  expect(parseClasses(text).value).toEqual(['cat', 'dog']);
});

it.each([
  ['', /none/],
  ['cat\n\ndog', /line 2 is blank/],
  ['["cat", 3]', /element 1 is 3/],
  ['["cat"', /begins like a JSON array/],
])('reports %j', (text, message) => {
  const { problem } = parseClasses(text, 'names.txt');
  expect(problem).toMatchObject({ code: 'FINNC5216', at: { file: 'names.txt' } });
  expect(problem?.message).toMatch(message);
});

it('a file comes before metadata, metadata before indices', () => {
  const file = { text: 'a\nb', name: 'f' };
  expect(classNames(2, { file, metadata: '["c","d"]' }).value).toEqual(['a', 'b']);
  expect(classNames(2, { metadata: '["c","d"]' }).value).toEqual(['c', 'd']);
  expect(classNames(2, {}).value).toEqual(['0', '1']);
});

it('one name an output, no more and no fewer', () => {
  expect(classNames(3, { metadata: '["c","d"]' }).problem?.message).toBe('2 class names for a model with 3 outputs');
});
