import { randomSource } from '@finnc/ir';
import { expect, it } from 'vitest';
import { placeAll, type Lifetime } from './arena.ts';

it('places values that live at one time apart, and uses the room of those that are gone', () => {
  const random = randomSource(1);
  for (let round = 0; round < 20; round++) {
    const lives: Lifetime[] = Array.from({ length: 12 }, () => {
      const from = Math.floor(random() * 10);
      return { bytes: 1 + Math.floor(random() * 1000), from, to: from + Math.floor(random() * 4) };
    });
    const { offsets, bytes } = placeAll(lives);
    lives.forEach((a, i) => {
      expect(offsets[i]! + a.bytes).toBeLessThanOrEqual(bytes);
      lives.forEach((b, j) => {
        const meet = i !== j && a.from <= b.to && b.from <= a.to;
        if (meet) expect(offsets[i]! + a.bytes <= offsets[j]! || offsets[j]! + b.bytes <= offsets[i]!).toBe(true);
      });
    });
  }
  const chain = placeAll([
    { bytes: 640, from: 0, to: 1 },
    { bytes: 640, from: 1, to: 2 },
    { bytes: 640, from: 2, to: 3 },
  ]);
  expect(chain.bytes).toBe(1280);
});
