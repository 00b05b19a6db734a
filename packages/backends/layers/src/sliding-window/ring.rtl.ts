import { loop, type Firing, type Loop, type Schedule } from '@finnc/ir/hw';

/** The ring between the writer and the reader of a sliding window; distances are in words of the image. */
export interface RingGeometry {
  /** Images a frame. */
  readonly images: number;
  /** Words of an image, and of the ring. */
  readonly frame: number;
  readonly ring: number;
  /** Windows: rows and columns, and from one to the next down and along. */
  readonly rows: number;
  readonly columns: number;
  readonly down: number;
  readonly along: number;
  /** Words of a window, each a firing of the reader. */
  readonly taps: number;
}

/**
 * The writer of a ring: a word a firing, which waits until the word it overwrites is needed no more, because the reader
 * has done with all windows that begin at it or before.
 */
export function ringWriter(geometry: RingGeometry): Schedule {
  const needs = Array.from({ length: geometry.frame }, (_, word) => windowsBefore(geometry, word - geometry.ring + 1));
  const parts = needs.map((windows) => ({ shape: '', base: windows * geometry.taps, build: once }));
  return [loop(geometry.images, ...folded(parts, geometry.rows * geometry.columns * geometry.taps))];
}

/** Windows of this image, negative for those of images before, after which the words before `word` are free. */
function windowsBefore({ frame, rows, columns, down, along }: RingGeometry, word: number): number {
  const images = Math.ceil(word / frame) - 1;
  const place = word - images * frame;
  // place lies in 1 … frame: the first window that begins there or later, or the end of the image.
  const row = Math.floor((place - 1) / down);
  const [above, inRow] = [Math.min(row, rows), place - row * down];
  const column = Math.ceil(inRow / along);
  const windows = above === rows ? rows * columns : above * columns + Math.min(column, columns);
  return images * rows * columns + windows;
}

/** A part of a schedule that waits for `base` firings, more or less: parts of one shape differ in that number only. */
interface Part {
  readonly shape: string;
  readonly base: number;
  build(base: number, strides: readonly number[]): Firing | Loop;
}

const once = (firings: number, strides: readonly number[]): Firing => ({
  read: ['x'],
  after: [{ actor: 'read', firings, strides }],
});

/** Runs of parts whose numbers rise evenly become loops, and runs of such loops again; `outer` is the rise an image. */
function folded(parts: readonly Part[], outer: number): Schedule {
  const next: Part[] = [];
  for (let i = 0; i < parts.length;) {
    const { shape, base, build } = parts[i]!;
    const stride = (parts[i + 1]?.base ?? base) - base;
    let times = 1;
    while (parts[i + times]?.shape === shape && parts[i + times]!.base === base + times * stride) times++;
    if (times === 1) next.push(parts[i]!);
    else {
      const turns = times;
      next.push({
        shape: `${shape}(${turns}*${stride})`,
        base,
        build: (firings, strides) => ({ times: turns, body: [build(firings, [...strides, stride])] }),
      });
    }
    i += times;
  }
  if (next.length === parts.length) return parts.map(({ base, build }) => build(base, [outer]));
  return folded(next, outer);
}
