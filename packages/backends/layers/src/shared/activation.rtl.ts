import type { Tensor } from '@finnc/ir';
import { memoryImage } from '@finnc/backend-rtl';

/** Tables of `finnc_search` for each lane and level, by file name. */
export interface SearchTables {
  readonly levels: number;
  readonly memories: ReadonlyMap<string, string>;
}

/**
 * Thresholds as a binary search reads them: a level of 2^i thresholds a group of channels, channel `group · PE + lane`; from
 * level 1 on the two between which the level before decides in one word, the lower one in the low bits.
 *
 * @param bits  bits of the signed numbers that are compared; a table entry has one more, to lie beyond all of them
 * @param key   from a threshold to such a number
 */
export function searchTables(
  name: string,
  thresholds: Tensor,
  { lanes, groups, bits }: { readonly lanes: number; readonly groups: number; readonly bits: number },
  key: (threshold: number) => number = (t) => t,
): SearchTables {
  const [rows = 1, steps = 0] = thresholds.type.shape;
  const levels = Math.ceil(Math.log2(steps + 1));
  const beyond = 2 ** (bits - 1);
  // Counting does not mind the order, a search does; what lies beyond the compared numbers is reached by all or by none.
  const sorted = Array.from({ length: rows }, (_, row) =>
    Array.from(thresholds.data.subarray(row * steps, (row + 1) * steps), (t) =>
      Math.max(-beyond, Math.min(beyond, key(t))),
    ).sort((a, b) => a - b),
  );
  const memories = new Map<string, string>();
  for (let lane = 0; lane < lanes; lane++) {
    for (let level = 0; level < levels; level++) {
      const words: bigint[] = [];
      const entry = (row: readonly number[], known: number): bigint => {
        const threshold = row[(2 * known + 1) * 2 ** (levels - 1 - level) - 1] ?? beyond;
        return BigInt.asUintN(bits + 1, BigInt(threshold));
      };
      for (let group = 0; group < groups; group++) {
        const row = sorted[rows === 1 ? 0 : group * lanes + lane]!;
        if (level === 0) words.push(entry(row, 0));
        for (let pair = 0; pair < 2 ** (level - 1) && level > 0; pair++)
          words.push(entry(row, 2 * pair) | (entry(row, 2 * pair + 1) << BigInt(bits + 1)));
      }
      memories.set(
        `${name}_${String(lane).padStart(4, '0')}_${level}.hex`,
        memoryImage(words, level === 0 ? bits + 1 : 2 * (bits + 1)),
      );
    }
  }
  return { levels, memories };
}
