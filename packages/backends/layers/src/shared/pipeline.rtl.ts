import type { Pipeline } from '@finnc/ir/hw';
import type { RamStyle } from './memory-styles.ts';

/** A step a cycle, and one output register that stops it. */
export const oneRegister: Pipeline = Object.freeze({ stall: 'whole', latency: 1 });

/**
 * Least queue behind a free-running pipeline that keeps its rate: places for the words on their way, each from the step
 * that spends its credit to the cycle after its push.
 *
 * @param burst   words of consecutive steps
 * @param period  steps from the start of one burst to the next
 */
export function queueDepth(latency: number, burst: number, period: number): number {
  let depth = 1;
  // Depth words span whole periods, and at least one step for each word of a broken burst.
  while (Math.floor(depth / burst) * period + (depth % burst) < latency + 1) depth++;
  return depth;
}

/** Levels of a tree that adds `radix` numbers at each; 0 for one number. */
export function treeLevels(count: number, radix: number): number {
  let levels = 0;
  for (let left = count; left > 1; left = Math.ceil(left / radix)) levels++;
  return levels;
}

/** Words up to which a memory in LUTs is no larger than the register behind it: an input of each LUT is left over. */
const LUT_WORDS = 32;

/** Whether weights of so many words lie in block memories. */
export const isBlock = (style: RamStyle, words: number): boolean =>
  style === 'block' || (style === 'auto' && words > LUT_WORDS);
