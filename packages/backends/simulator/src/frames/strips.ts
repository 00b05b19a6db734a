import { mostCode } from './value.ts';
import type { ScalarType } from '@finnc/ir';
import type { Emitter } from './instruction.ts';
import { meetings } from './program.ts';

/** Room for the strips of a piece, in bytes: they stay in a first-level cache. */
const STRIP_BYTES = 24576;
/** Columns of a pixel that are in a strip at a time. */
const STRIP_COLUMNS = 128;

/** A depthwise product by bytes, in the order of the lists of its instruction. */
export interface StripSource {
  readonly elem: ScalarType;
  /** Where vectors begin, and how many of them are a line. */
  readonly bases: Int32Array;
  readonly line: number;
  readonly taps: Int32Array;
  /** Channels of a pixel. */
  readonly pixel: number;
  /** `[taps, columns]`, columns of several pixels one behind the other. */
  readonly columns: number;
  weightOf(tap: number, column: number): number;
}

/**
 * How a depthwise product is made of products of four bytes: those of one channel in four rows of taps are a word, and a
 * strip is such words of a line of pixels.
 *
 * @returns an index of the data, of [vectors of a line, vectors of a piece, rows of taps, ptr of their offsets, bytes of a
 *   pixel, words of a pixel in a strip, bytes of a strip, pixels of a window in a row, ptr of where the vectors of a line
 *   begin in a strip in bytes, meeting, words of a window, segments ptr as of a product, weights ptr `[blocks of 16 columns,
 *   words of a window, 16]`]; −1 where weights are no bytes or a window has no room
 */
export function addStrips(out: Emitter, source: StripSource): number {
  const { bases, line, taps, pixel, columns } = source;
  const shape = windowOf(taps, pixel);
  const starts = Array.from({ length: line }, (_, v) => (bases[v]! - bases[0]!) / pixel);
  if (!shape || !starts.every(Number.isInteger)) return -1;
  const { rows, steps } = shape;
  const groups = Math.ceil(rows.length / 4);
  const words = groups * steps.length;
  const packed = new Int32Array(Math.ceil(columns / 16) * words * 16);
  let narrow = 0;
  for (let tap = 0; tap < taps.length; tap++) {
    const [row, step] = [Math.floor(tap / steps.length), tap % steps.length];
    const word = (row >> 2) * steps.length + step;
    for (let column = 0; column < columns; column++) {
      const w = source.weightOf(tap, column);
      if (w < -128 || w > 127) return -1;
      packed[((column >> 4) * words + word) * 16 + (column & 15)]! |= (w & 255) << (8 * (row & 3));
      const below = row & 1 ? source.weightOf(tap - steps.length, column) : 0;
      narrow = Math.max(narrow, Math.abs(w) + Math.abs(below));
    }
  }

  const isDense = columns <= STRIP_COLUMNS;
  const pitch = isDense ? pixel : STRIP_COLUMNS;
  const reach = steps.at(-1)! + 1;
  const bytesFor = (vectors: number): number => {
    const pixels = starts[vectors - 1]! - starts[0]! + reach;
    return 4 * (isDense ? Math.ceil(((pixels - 1) * pixel + columns) / 64) * 64 : pixels * pitch);
  };
  let piece = line;
  while (piece > 0 && groups * bytesFor(piece) > STRIP_BYTES) piece--;
  if (piece === 0) return -1;
  piece = Math.ceil(line / Math.ceil(line / piece));
  const bytes = bytesFor(piece);
  const segments = Array.from({ length: groups }, (_, g) => steps.map((step) => [g * bytes + 4 * pitch * step, 1]));
  return out.data.add([
    line,
    piece,
    rows.length,
    out.data.add(rows),
    pixel,
    pitch,
    bytes,
    reach,
    out.data.add(starts.map((start) => 4 * pitch * start)),
    meetings[narrow * mostCode(source.elem) < 2 ** 15 ? 'dot' : 'wideDot'],
    words,
    out.data.add(segments.flat(2)),
    out.data.add(packed, { align: true }),
  ]);
}

/** Taps as rows that all have the same steps, in pixels, from the first: those that make the fewest words. */
function windowOf(
  taps: Int32Array,
  pixel: number,
): { readonly rows: readonly number[]; readonly steps: readonly number[] } | undefined {
  let best: ReturnType<typeof windowOf>;
  let least = Infinity;
  for (let width = 1; width <= taps.length; width++) {
    const rows = Array.from({ length: Math.floor(taps.length / width) }, (_, row) => taps[row * width]!);
    const steps = Array.from({ length: width }, (_, step) => (taps[step]! - taps[0]!) / pixel);
    const isWhole = rows.length * width === taps.length && steps.every((step) => Number.isInteger(step) && step >= 0);
    const isRegular = taps.every((tap, i) => tap === rows[Math.floor(i / width)]! + steps[i % width]! * pixel);
    const cost = Math.ceil(rows.length / 4) * (width + STRIP_COST);
    if (!isWhole || !isRegular || cost >= least) continue;
    [best, least] = [{ rows, steps }, cost];
  }
  return best;
}
/** Making a word costs as much as so many products with it. */
const STRIP_COST = 3;
