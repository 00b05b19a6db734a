import { firingsOf, type Loop, type Schedule } from '@finnc/ir/hw';
import { expect, it } from 'vitest';
import { ringWriter, type RingGeometry } from './ring.rtl.ts';

/** The number each firing waits for, loops unrolled. */
function needs(schedule: Schedule, at: readonly number[] = []): number[] {
  return schedule.flatMap((step) => {
    if ('body' in step) return Array.from({ length: step.times }, (_, i) => needs(step.body, [...at, i])).flat();
    const { firings, strides = [] } = step.after![0]!;
    return [at.reduce((sum, index, i) => sum + index * (strides[i] ?? 0), firings)];
  });
}

/** First word still needed once `windows` windows of the first frame, or of those before, are done. */
function firstNeeded({ frame, rows, columns, down, along }: RingGeometry, windows: number): number {
  const frames = Math.floor(windows / (rows * columns));
  const own = windows - frames * rows * columns;
  return frames * frame + Math.floor(own / columns) * down + (own % columns) * along;
}

it.each([
  { images: 1, frame: 30, ring: 20, rows: 4, columns: 3, down: 5, along: 1, taps: 9 },
  { images: 3, frame: 96, ring: 60, rows: 2, columns: 2, down: 36, along: 4, taps: 12 },
  { images: 2, frame: 64, ring: 100, rows: 4, columns: 4, down: 16, along: 4, taps: 8 },
  { images: 2, frame: 16, ring: 4, rows: 2, columns: 2, down: 8, along: 2, taps: 1 },
])('a word waits for the least windows that free its place: $images · $frame words in a ring of $ring', (geometry) => {
  const found = needs(ringWriter(geometry));
  expect(found).toHaveLength(geometry.images * geometry.frame);
  found.forEach((firings, word) => {
    const windows = firings / geometry.taps;
    // The place of the word before is free after these windows, and not after one less.
    expect(firstNeeded(geometry, windows)).toBeGreaterThan(word - geometry.ring);
    expect(firstNeeded(geometry, windows - 1)).toBeLessThanOrEqual(word - geometry.ring);
  });
});

it('grows with the rows of an image, not with its words', () => {
  const [image] = ringWriter({
    images: 1,
    frame: 65536,
    ring: 4096,
    rows: 62,
    columns: 62,
    down: 1024,
    along: 16,
    taps: 144,
  });
  expect(firingsOf([image!])).toBe(65536);
  expect((image as Loop).body.length).toBeLessThan(4 * 64);
});
