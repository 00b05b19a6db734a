/** Least depth that keeps the full rate of a registered queue; with one word, a push and a pop exclude each other. */
export const leastUseful = 2;

/** Words of a LUT as shift register or memory, and up to which depth queues are made of them. */
const lutWords = 32;
const mostInLuts = 64;
/** Words of the widest form of a block of memory. */
const blockWords = 512;

/** FINN's FIFOs above this depth are memories of a power of two words. */
const finnShiftWords = 256;

/**
 * FINN's depth for a FIFO that held at most `held` words with the input paced at the interval.
 *
 * @see FINN `transformation/fpgadataflow/set_fifo_depths.py`
 */
export function finnDepth(held: number): number {
  if (held <= leastUseful) return leastUseful;
  if (held <= lutWords) return lutWords;
  return held <= finnShiftWords ? held : 2 ** Math.ceil(Math.log2(held));
}

/**
 * What `depth` words cost gives more of them: LUTs come in 32 words, block memories in 512. More are taken only where they
 * stay below `limit`, or at 32.
 */
export function freeDepth(depth: number, limit: number): number {
  if (depth <= leastUseful) return leastUseful;
  const upTo = (step: number): number => Math.ceil(depth / step) * step;
  const sizes = depth > mostInLuts ? [upTo(blockWords), upTo(lutWords)] : [upTo(lutWords)];
  return sizes.find((size) => size < limit || (size === limit && size === lutWords)) ?? depth;
}

/** Least depth from `low` on that is enough, if `high` is; the least is tried first, since it mostly is. */
export function leastDepth(
  high: number,
  low: number,
  isEnough: (depth: number) => boolean,
  used: () => number = () => Infinity,
): number {
  if (high <= low || isEnough(low)) return low;
  let [short, enough] = [low, high];
  while (enough - short > 1) {
    const middle = (short + enough) >> 1;
    if (isEnough(middle)) enough = Math.min(middle, used());
    else short = middle;
  }
  return enough;
}
