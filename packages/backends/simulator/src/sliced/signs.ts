/**
 * Integers as sums of signs: `scale · w[i] = Σ_j 2^shifts[j] · planes[j][i] − shared · 2^sharedShift`, every plane of ±1.
 *
 * - ±1 is one plane.
 * - −1, 0, 1 are two planes of one weight: +1 +1, +1 −1, −1 −1.
 * - Others have the bits of two's complement, b = (1 + s) / 2, which leaves −1 to add to each integer: a term that all rows
 *   of a product share.
 */
export interface SignPlanes {
  readonly scale: number;
  readonly shifts: readonly number[];
  /** 1 for +1, 0 for −1. */
  readonly planes: readonly Uint8Array[];
  readonly shared: 0 | 1;
  readonly sharedShift: number;
}

/**
 * @param negated  whether the planes are those of −w
 * @returns        undefined beyond 16 bits
 */
export function signPlanes(w: Int32Array, negated: boolean): SignPlanes | undefined {
  const flip = negated ? 1 : 0;
  let [low, high] = [0, 0];
  let zeros = 0;
  for (let i = 0; i < w.length; i++) {
    const value = w[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
    zeros += value === 0 ? 1 : 0;
  }
  if (low >= -1 && high <= 1) {
    // The sign bit of w, or of w − 1, is 1 where w is below what it compares with.
    const isPositive = new Uint8Array(w.length);
    for (let i = 0; i < w.length; i++) isPositive[i] = ((w[i]! - 1) >>> 31) ^ 1 ^ flip;
    if (zeros === 0) return { scale: 1, shifts: [0], planes: [isPositive], shared: 0, sharedShift: 0 };
    const isNoMinus = new Uint8Array(w.length);
    for (let i = 0; i < w.length; i++) isNoMinus[i] = (w[i]! >>> 31) ^ 1 ^ flip;
    return { scale: 2, shifts: [0, 0], planes: [isPositive, isNoMinus], shared: 0, sharedShift: 0 };
  }
  const bits = Math.max(bitsOf(negated ? -high : low), bitsOf(negated ? -low : high));
  if (bits > 16) return undefined;
  const shifts = Array.from({ length: bits }, (_, bit) => bit);
  const planes = shifts.map((bit) => {
    // The top bit of two's complement counts negatively.
    const top = bit === bits - 1 ? 1 : 0;
    const plane = new Uint8Array(w.length);
    for (let i = 0; i < w.length; i++) plane[i] = (((negated ? -w[i]! : w[i]!) >> bit) & 1) ^ top;
    return plane;
  });
  return { scale: 2, shifts, planes, shared: 1, sharedShift: 0 };
}

/** Bits of an integer in two's complement. */
export const bitsOf = (value: number): number => {
  let bits = 1;
  while (value < -(2 ** (bits - 1)) || value > 2 ** (bits - 1) - 1) bits++;
  return bits;
};

/** Bits of the unsigned integers 0 to `most`, at least 1. */
export const unsignedBits = (most: number): number => Math.max(1, Math.ceil(Math.log2(most + 1)));
