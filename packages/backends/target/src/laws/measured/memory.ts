import { finnBram18 } from '../finn/memory.ts';

/** Smaller memories than this go to LUTs, in bits; synthesis does the same with small arrays. */
const lutMemoryBits = 1_024;

/** What memories take together. */
export interface MemoryCost {
  readonly lut: number;
  readonly bram18: number;
}

/**
 * Constant memories as HLS lays them out: one memory per PE, never shared between PEs.
 *
 * A memory of at most 1024 bits becomes LUTs, one per bit and 64 words; a larger one takes BRAM18 by the shared table.
 * The border separates the published designs: 16 × 52 bits were LUTs (SFC-max), 104 × 32 bits were BRAM (LFC-max).
 * Where between the two it lies is a choice: 1024 bits is nearer on the CNV rows than 64 words, the other rule tried,
 * and still leaves their BRAM 9 to 43 % low for reasons the published totals do not show.
 *
 * @param count  memories of this shape
 * @param width  bits a word
 * @param depth  words
 */
export function hlsRom(count: number, width: number, depth: number): MemoryCost {
  if (width * depth <= lutMemoryBits) return { lut: count * width * Math.ceil(depth / 64), bram18: 0 };
  return { lut: 0, bram18: count * finnBram18(width, depth) };
}

/**
 * LUTs of a small memory that is written: a 7-series RAM32M holds 32 × 6 bits and a RAM64M 64 × 3 bits, 4 LUTs each.
 *
 * @param width  bits a word
 * @param depth  words
 */
export function lutRam(width: number, depth: number): number {
  if (depth <= 32) return 4 * Math.ceil(width / 6);
  return 4 * Math.ceil(width / 3) * Math.ceil(depth / 64);
}
