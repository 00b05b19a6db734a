import type { PortFormat } from '../port-array.ts';

/**
 * A network as data for engines that run one frame at a time, vectors of channels last.
 *
 * `code` is a sequence of instructions `[opcode, ...arguments]`; those before `start` are run once, when the program is
 * loaded into an arena of zeros, the others for each frame. `ptr` in the tables below is an index into `data`.
 *
 * Memory has spaces: 0 is the arena, then come the inputs, then the outputs, each at the frame that is run. Bytes in it
 * are addressed by a space, an offset, and a list of offsets, one for each vector. Values are stored as `Kind` says.
 * Engines may read 64 bytes behind a value in the arena, and write nothing behind any.
 */
export interface FrameProgram {
  readonly code: Int32Array;
  readonly start: number;
  readonly data: Int32Array;
  readonly arenaBytes: number;
  readonly inputs: readonly PortFormat[];
  /** Outputs are int32. */
  readonly outputs: readonly PortFormat[];
}

/**
 * How the elements of a vector lie in memory.
 *
 * - `bits`: planes of bits, low plane first and `planeBytes` apart: element c is bit c mod 32 of word c div 32, and what is
 *   left of the last word is 0.
 * - `bytes`: unsigned codes; `words`: int32 themselves.
 * - `floats`, `signedBytes`: inputs only, before they are mapped.
 */
export type Kind = 'bits' | 'bytes' | 'words' | 'floats' | 'signedBytes';
export const kindNumbers: Readonly<Record<Kind, number>> = { bits: 0, bytes: 1, words: 2, floats: 3, signedBytes: 4 };

/**
 * The instructions. `at` stands for `space, offset, bases ptr`, `lanes` for `at, kind, planes, planeBytes`.
 *
 * `after` is what follows sums S of rows (columns, channels): `factor, initial ptr, steps, thresholds ptr, classes ptr or −1,
 * bias, kind, planes, planeBytes, at`. Without steps the result is factor · S + initial[class, block, row]; with steps it is
 * bias + #{k : S ≥ thresholds[class, block, k, row]}, ascending, in blocks of 16 rows. Vector v is of class classes[v].
 * With −shift steps the thresholds of a row are four entries in their place, see `Staircase`; with −(shift + 256 · fraction)
 * six, see `CheckedStaircase`.
 */
export const frameOpcodes = {
  /** Args: runs, from space, from offset, to space, to offset, list ptr of (from, to, bytes). */
  copy: 1,
  /** Args: runs, space, offset, list ptr of (to, bytes, word that is repeated). */
  fill: 2,
  /**
   * Elements by themselves. Args: vectors, length, lanes of x, lanes of y, way (see `mapWays`), period, a ptr, b ptr, count,
   * bias, half even, low, high. Parameters are those of element i mod period, period ≥ 16 (64 of `compare`), and lie in
   * rows of period + 16 (64) that go on from the beginning.
   */
  map: 3,
  /** aFactor · a + bFactor · b + constant. Args: vectors, length, lanes of a, of b, of y, aFactor, bFactor, constant. */
  add: 4,
  /** Args: vectors, bytes of one, at of x, taps, tap offsets ptr, kind, at of y. */
  max: 5,
  /**
   * Matrix products. Args: vectors, at of x, segments, segments ptr of (offset, words), words of a vector, meeting (see
   * `meetings`), rows, pairs, pairs ptr, weights ptr `[planes of weights, blocks of 16 rows, words, 16]`, after.
   *
   * Sums are those of pairs of planes (plane of x in bytes, plane of weights in words, shift, whether subtracted).
   */
  product: 6,
  /**
   * Products of channels with their filters. Args: vectors, at of x, taps, tap offsets ptr, channels, filters, way (see
   * `depthwiseWays`), columns of weights (a multiple of 32), weights ptr `[taps, columns]` of int16, or int32 for words, strips
   * ptr or −1 (see `addStrips`), after.
   */
  depthwise: 7,
  /** Indices of the k greatest, of equal ones the first. Args: vectors, length, at of x, kind, k, at of y, kind of y. */
  top: 8,
} as const;

/** How a word of x meets a word of weights in a lane; `wideDot` where two products may exceed 16 bits. */
export const meetings = { xor: 0, and: 1, dot: 2, wideDot: 3, mul: 4 } as const;
export type Meeting = keyof typeof meetings;

/** `short`: bytes whose sums fit 16 bits; `long`: bytes, one filter a channel. */
export const depthwiseWays = { short: 0, long: 1, bytes: 2, words: 3 } as const;

/**
 * `affine`: count · x + bias. `steps`, `floatSteps`: bias + #{k : x ≥ a[k]} of `count` steps. `requantise`:
 * clamp(round((a · x + b) / 2^count), low, high) + bias, a and b int64. `channelwise`: a · x + b. `lookUp`: bytes by a table
 * of 256 bytes. `compare`: bytes to bits [x ≥ a].
 */
export const mapWays = {
  affine: 0,
  steps: 1,
  floatSteps: 2,
  requantise: 3,
  channelwise: 4,
  lookUp: 5,
  compare: 6,
} as const;
export type MapWay = keyof typeof mapWays;
