import { expect, it } from 'vitest';
import { firingsOf, loop, wordsOf, type Schedule } from './cycles.ts';

/** A matrix-vector unit that reads 3 words a vector and replays them for 2 rows, with 4 vectors a frame. */
const replay: Schedule = [
  loop(4, loop(2, { read: ['x'] }), { read: ['x'], write: ['y'] }, loop(1, loop(2, {}), { write: ['y'] })),
];

it('counts the firings of nested loops', () => {
  expect(firingsOf(replay)).toBe(4 * (2 + 1 + 3));
  expect(firingsOf([loop(0, { read: ['x'] })])).toBe(0);
});

it('counts the words of each port', () => {
  const { read, write } = wordsOf(replay);
  expect([...read]).toEqual([['x', 12]]);
  expect([...write]).toEqual([['y', 8]]);
});
