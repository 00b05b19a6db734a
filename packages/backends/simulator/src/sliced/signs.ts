/**
 * Integers as sums of signs: `scale · w[i] = Σ_j 2^shifts[j] · planes[j][i] − shared`, every plane of ±1.
 *
 * - ±1 is one plane.
 * - −1, 0, 1 are two planes of one weight: +1 +1, +1 −1, −1 −1.
 * - Others have the bits of two's complement, b = (1 + s) / 2, which leaves −1 to add to each integer: a term that all rows
 *   of a product share.
 */
export interface SignPlanes {
  readonly scale: 1 | 2;
  readonly shifts: readonly number[];
  readonly planes: readonly Int8Array[];
  readonly shared: 0 | 1;
}

/** @returns undefined for what is not an integer, or beyond 16 bits */
export function signPlanes(values: ArrayLike<number>): SignPlanes | undefined {
  let [low, high] = [Infinity, -Infinity];
  let hasZero = false;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isInteger(value)) return undefined;
    if (value < low) low = value;
    if (value > high) high = value;
    if (value === 0) hasZero = true;
  }
  const plane = (sign: (value: number) => boolean): Int8Array => {
    const signs = new Int8Array(values.length);
    for (let i = 0; i < signs.length; i++) signs[i] = sign(values[i]!) ? 1 : -1;
    return signs;
  };
  if (low >= -1 && high <= 1) {
    if (!hasZero) return { scale: 1, shifts: [0], planes: [plane((w) => w > 0)], shared: 0 };
    return { scale: 2, shifts: [0, 0], planes: [plane((w) => w > 0), plane((w) => w >= 0)], shared: 0 };
  }
  const bits = Math.max(bitsOf(low), bitsOf(high));
  if (bits > 16) return undefined;
  const shifts = Array.from({ length: bits }, (_, bit) => bit);
  // The top bit of two's complement counts negatively.
  const planes = shifts.map((bit) => plane((w) => ((w >> bit) & 1) === (bit === bits - 1 ? 0 : 1)));
  return { scale: 2, shifts, planes, shared: 1 };
}

/** Bits of an integer in two's complement. */
export const bitsOf = (value: number): number => {
  let bits = 1;
  while (value < -(2 ** (bits - 1)) || value > 2 ** (bits - 1) - 1) bits++;
  return bits;
};

/** Bits of the unsigned integers 0 to `most`, at least 1. */
export const unsignedBits = (most: number): number => Math.max(1, Math.ceil(Math.log2(most + 1)));
