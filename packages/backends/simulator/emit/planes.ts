import type { Code, Local, Operand } from './assembler.ts';

export interface Sum {
  readonly sum: Local;
  readonly carry: Local;
}

/** a + b + c of three planes, in 5 operations. */
export function fullAdder({ v128 }: Code, a: Local, b: Local, c: Local): Sum {
  const half = v128.xor(a, b);
  return { sum: v128.xor(half, c), carry: v128.or(v128.and(a, b), v128.and(half, c)) };
}

export function halfAdder({ v128 }: Code, a: Local, b: Local): Sum {
  return { sum: v128.xor(a, b), carry: v128.and(a, b) };
}

/** Two planes of the same weight, as one of them and their difference. */
export interface Pair {
  readonly first: Local;
  readonly differ: Local;
}

export const pair = (code: Code, first: Local, second: Local): Pair => ({
  first,
  differ: code.v128.xor(first, second),
});

/** z + a pair: 4 operations, one less than with both planes at hand. */
export function pairAdder({ v128 }: Code, z: Local, { first, differ }: Pair): Sum {
  return { sum: v128.xor(z, differ), carry: v128.xor(z, v128.andnot(v128.xor(z, first), differ)) };
}

/**
 * z + two pairs: a sum and a pair of carries, in 8 operations in place of the 10 of two full adders.
 *
 * The carry of z and the first pair is z ^ (g & ~w), g = z ^ first, w = differ. With p = g | w it is z ^ p ^ w; and the carry
 * of the second pair differs from it by p ^ (h & ~v).
 *
 * @see Demenkov, Kojevnikov, Kulikov, Yaroslavtsev, New upper bounds on the Boolean circuit complexity of symmetric functions (2010)
 */
export function doubleAdder({ v128 }: Code, z: Local, a: Pair, b: Pair): { sum: Local; carries: Pair } {
  const half = v128.xor(z, a.differ);
  const either = v128.or(v128.xor(z, a.first), a.differ);
  const differ = v128.xor(either, v128.andnot(v128.xor(half, b.first), b.differ));
  return { sum: v128.xor(half, b.differ), carries: { first: v128.xor(half, either), differ } };
}

/** Carry of a + b + c: 1 where at least two are. */
export function majority({ v128 }: Code, a: Local, b: Local, c: Local): Local {
  return v128.or(v128.and(a, b), v128.and(c, v128.or(a, b)));
}

/** Address of plane `number` in an array of planes. */
export const planeAt = ({ i32 }: Code, base: Operand, number: Operand): Local => i32.add(base, i32.shl(number, 4));
