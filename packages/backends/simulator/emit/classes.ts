import { PLANE_BYTES } from '../src/wasm/layout.ts';
import type { Assembler, Code, Local } from './assembler.ts';
import { doubleAdder, fullAdder, halfAdder, pair, pairAdder, type Pair } from './planes.ts';

export const countClasses = (bits: number): string => `countClasses${bits}`;

/**
 * Counts the 8 classes of a block for 128 frames: how many planes of a list are 1, as planes of numbers of `bits` bits.
 *
 * `lists` are eight times `[byte offset in counts, number of entries, ...entries]`, entries being byte offsets from `base`,
 * and their number a multiple of 4. The first 4 or 8 of a list that is no multiple of 16 are counted from nothing; then 16 at
 * a time go through a tree of adders, whose carries of weight 16 ripple upwards.
 */
export function defineCountClasses(module: Assembler, bits: number): void {
  module.define(countClasses(bits), { lists: 'i32', base: 'i32', counts: 'i32' }, (code, { lists, base, counts }) => {
    const { i32 } = code;
    const at = code.variable(lists);
    const left = code.variable(8);
    const sum = Array.from({ length: bits }, () => code.zeros());
    code.repeat(() => {
      const slot = i32.add(counts, code.load32(at));
      const entries = code.load32(at, 4);
      code.set(at, i32.add(at, 8));
      for (const plane of sum) code.set(plane, code.zeros());
      const entry = (index: number): Local => code.load128(i32.add(base, code.load32(at, 4 * index)));
      const pairOf = (index: number): Pair => pair(code, entry(index), entry(index + 1));

      code.if(i32.and(entries, 4), () => {
        const three = fullAdder(code, entry(0), entry(1), entry(2));
        const four = halfAdder(code, three.sum, entry(3));
        const twos = halfAdder(code, three.carry, four.carry);
        code.set(sum[0]!, four.sum);
        code.set(sum[1]!, twos.sum);
        code.set(sum[2]!, twos.carry);
        code.set(at, i32.add(at, 16));
      });
      code.if(i32.and(entries, 8), () => {
        const four = doubleAdder(code, sum[0]!, pairOf(0), pairOf(2));
        const eight = doubleAdder(code, four.sum, pairOf(4), pairOf(6));
        const twos = doubleAdder(code, sum[1]!, four.carries, eight.carries);
        const fours = pairAdder(code, sum[2]!, twos.carries);
        code.set(sum[0]!, eight.sum);
        code.set(sum[1]!, twos.sum);
        code.set(sum[2]!, fours.sum);
        code.set(sum[3]!, fours.carry);
        code.set(at, i32.add(at, 32));
      });
      const sixteens = code.variable(i32.shr_u(entries, 4));
      code.if(sixteens, () => {
        code.repeat(() => {
          addSixteen(code, sum, pairOf);
          code.set(at, i32.add(at, 64));
          code.set(sixteens, i32.sub(sixteens, 1));
          return sixteens;
        });
      });
      for (const [bit, plane] of sum.entries()) code.store(slot, plane, PLANE_BYTES * bit);
      code.set(left, i32.sub(left, 1));
      return left;
    });
    return undefined;
  });
}

function addSixteen(code: Code, sum: readonly Local[], pairOf: (index: number) => Pair): void {
  const [ones, twos, fours, eights, ...high] = sum as [Local, Local, Local, Local, ...Local[]];
  const step = (z: Local, a: Pair, b: Pair): Pair => {
    const added = doubleAdder(code, z, a, b);
    code.set(z, added.sum);
    return added.carries;
  };
  const eight = (from: number): Pair => {
    const first = step(ones, pairOf(from), pairOf(from + 2));
    return step(twos, first, step(ones, pairOf(from + 4), pairOf(from + 6)));
  };
  const low = eight(0);
  const top = pairAdder(code, eights, step(fours, low, eight(8)));
  code.set(eights, top.sum);
  let carry = top.carry;
  for (const [index, plane] of high.entries()) {
    const next = index < high.length - 1 ? code.v128.and(plane, carry) : carry;
    code.set(plane, code.v128.xor(plane, carry));
    carry = next;
  }
}
