import { int, tensor } from '@finnc/ir';
import { expect, it } from 'vitest';
import { searchTables } from './activation.rtl.ts';

/** Numbers of `bits` bits, `count` of them a word, the first in the low bits. */
const numbers = (image: string, bits: number, count: number): number[] =>
  image
    .trim()
    .split('\n')
    .flatMap((word) =>
      Array.from({ length: count }, (_, i) => Number(BigInt.asIntN(bits, BigInt(`0x${word}`) >> BigInt(i * bits)))),
    );

/** The search as `finnc_search.sv` does it, on the tables of a lane. */
function searched(
  memories: ReadonlyMap<string, string>,
  name: string,
  { lane, group, levels, bits }: { lane: number; group: number; levels: number; bits: number },
  x: number,
): number {
  let found = 0;
  for (let level = 0; level < levels; level++) {
    const image = memories.get(`${name}_${String(lane).padStart(4, '0')}_${level}.hex`)!;
    const table = numbers(image, bits + 1, level === 0 ? 1 : 2);
    found = 2 * found + Number(x >= table[group * 2 ** level + found]!);
  }
  return found;
}

it.each([
  { rows: 4, steps: 1 },
  { rows: 4, steps: 2 },
  { rows: 4, steps: 3 },
  { rows: 4, steps: 6 },
  { rows: 1, steps: 7 },
])('tables of $rows rows of $steps thresholds count what a value reaches', ({ rows, steps }) => {
  const bits = 5;
  const given = Array.from({ length: rows * steps }, (_, i) => ((i * 11) % 40) - 20);
  const thresholds = tensor(int(8), [rows, steps], given);
  const groups = rows === 1 ? 1 : 2;
  const { levels, memories } = searchTables('t', thresholds, { lanes: 2, groups, bits });
  for (let channel = 0; channel < 2 * groups; channel++) {
    const place = { lane: channel % 2, group: Math.floor(channel / 2), levels, bits };
    const row = rows === 1 ? 0 : channel;
    const own = given.slice(row * steps, (row + 1) * steps);
    for (let x = -16; x < 16; x++)
      expect(searched(memories, 't', place, x)).toBe(own.filter((threshold) => x >= threshold).length);
  }
});
