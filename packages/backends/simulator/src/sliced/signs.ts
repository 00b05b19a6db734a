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
  readonly planes: readonly SignPlane[];
  readonly shared: 0 | 1;
  readonly sharedShift: number;
}

/** Whole numbers; most networks have small ones. */
export type Integers = Int8Array | Int32Array;

/** Signs in a bit of numbers, mostly of the weights themselves: 0 is `whenClear`, 1 the opposite. */
export interface SignPlane {
  readonly numbers: Integers | Uint8Array;
  readonly bit: number;
  /** 1 for +1, 0 for −1. */
  readonly whenClear: 0 | 1;
}

/** 1 for +1, 0 for −1. */
export const signAt = ({ numbers, bit, whenClear }: SignPlane, i: number): number =>
  ((numbers[i]! >> bit) & 1) ^ whenClear;

/** As `signPlanes`, of weights that are known to be ±1: their second bit is their sign. */
export const bipolarPlane = (w: Integers, negated: boolean): SignPlanes => ({
  scale: 1,
  shifts: [0],
  planes: [{ numbers: w, bit: 1, whenClear: negated ? 0 : 1 }],
  shared: 0,
  sharedShift: 0,
});

/**
 * @param negated  whether the planes are those of −w
 * @returns        undefined beyond 16 bits
 */
export function signPlanes(w: Integers, negated: boolean): SignPlanes | undefined {
  const { low, high, hasZero } = spreadOf(w);
  if (low >= -1 && high <= 1) {
    if (!hasZero) return bipolarPlane(w, negated);
    const planes = [planeFrom(w, 1, negated), planeFrom(w, 0, negated)];
    return { scale: 2, shifts: [0, 0], planes, shared: 0, sharedShift: 0 };
  }
  const bits = Math.max(bitsOf(negated ? -high : low), bitsOf(negated ? -low : high));
  if (bits > 16) return undefined;
  const shifts = Array.from({ length: bits }, (_, bit) => bit);
  // The top bit of two's complement counts negatively.
  const planes = shifts.map((bit) => planeOfBit(w, bit, negated, bit === bits - 1));
  return { scale: 2, shifts, planes, shared: 1, sharedShift: 0 };
}

// Matrices are large and looked at once: each loop over one is a function of its own, which is compiled soon.

function spreadOf(w: Integers): { readonly low: number; readonly high: number; readonly hasZero: boolean } {
  let [low, high, zeros] = [0, 0, 0];
  for (let i = 0; i < w.length; i++) {
    const value = w[i]!;
    low = Math.min(low, value);
    high = Math.max(high, value);
    zeros += value === 0 ? 1 : 0;
  }
  return { low, high, hasZero: zeros > 0 };
}

/** +1 where w reaches `least`, or where it does not if `negated`. */
function planeFrom(w: Integers, least: number, negated: boolean): SignPlane {
  const below = new Uint8Array(w.length);
  for (let i = 0; i < w.length; i++) below[i] = (w[i]! - least) >>> 31;
  return { numbers: below, bit: 0, whenClear: negated ? 0 : 1 };
}

/** A bit of w, or of −w, or its complement. */
function planeOfBit(w: Integers, bit: number, negated: boolean, complemented: boolean): SignPlane {
  const bits = new Uint8Array(w.length);
  const sign = negated ? -1 : 1;
  for (let i = 0; i < w.length; i++) bits[i] = ((sign * w[i]!) >> bit) & 1;
  return { numbers: bits, bit: 0, whenClear: complemented ? 1 : 0 };
}

/** Bits of an integer in two's complement. */
export const bitsOf = (value: number): number => {
  let bits = 1;
  while (value < -(2 ** (bits - 1)) || value > 2 ** (bits - 1) - 1) bits++;
  return bits;
};

/** Bits of the unsigned integers 0 to `most`, at least 1. */
export const unsignedBits = (most: number): number => Math.max(1, Math.ceil(Math.log2(most + 1)));
