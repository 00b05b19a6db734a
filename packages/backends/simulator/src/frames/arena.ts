/** A value's place in time: from the first instruction that writes it to the last that reads it. */
export interface Lifetime {
  readonly bytes: number;
  readonly from: number;
  readonly to: number;
}

const ALIGN = 64;
const up = (bytes: number): number => Math.ceil(bytes / ALIGN) * ALIGN;

/**
 * Places values so that those which live at one time do not overlap, the largest first, each as low as it fits.
 *
 * @returns the offset of each, and the size of the arena, in bytes
 */
export function placeAll(lives: readonly Lifetime[]): { readonly offsets: readonly number[]; readonly bytes: number } {
  const order = lives.map((_, i) => i).sort((a, b) => lives[b]!.bytes - lives[a]!.bytes || a - b);
  const offsets = new Array<number>(lives.length).fill(0);
  const placed: number[] = [];
  let bytes = 0;
  for (const i of order) {
    const life = lives[i]!;
    const meets = placed
      .filter((other) => lives[other]!.from <= life.to && life.from <= lives[other]!.to)
      .sort((a, b) => offsets[a]! - offsets[b]!);
    let at = 0;
    for (const other of meets) {
      if (at + life.bytes <= offsets[other]!) break;
      at = Math.max(at, up(offsets[other]! + lives[other]!.bytes));
    }
    offsets[i] = at;
    placed.push(i);
    bytes = Math.max(bytes, up(at + life.bytes));
  }
  return { offsets, bytes };
}
