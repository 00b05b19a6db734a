import { PLANE_BYTES, scratch } from '../src/wasm/layout.ts';
import type { Assembler, Code, Local } from './assembler.ts';
import { doubleAdder, fullAdder, halfAdder, pair, pairAdder, type Pair } from './planes.ts';

export const countClasses = (bits: number): string => `countClasses${bits}`;

/** Logarithm of the entries that a loop takes at a time. */
const LOOP = 5;

/**
 * Counts the 8 classes of a block for 128 frames: how many planes of a list are 1, as planes of numbers of `bits` bits in
 * `scratch.classes`.
 *
 * `lists` are eight times `[byte offset of the class, number of entries, ...entries]`, entries being byte offsets from `base`,
 * and their number a multiple of 4. What is beyond a multiple of 32 is counted from nothing, where sums have few bits; then
 * 32 at a time go through a tree of adders, whose carries of weight 32 ripple upwards.
 */
export function defineCountClasses(module: Assembler, bits: number): void {
  module.define(countClasses(bits), { lists: 'i32', base: 'i32' }, (code, { lists, base }) => {
    const { i32, v128 } = code;
    const at = code.variable(lists);
    const left = code.variable(8);
    const sum = Array.from({ length: bits }, () => code.zeros());
    const entry = (index: number): Local => code.load128(i32.add(base, code.load32(at, 4 * index)));
    const advance = (entries: number): void => code.set(at, i32.add(at, 4 * entries));
    code.repeat(() => {
      const slot = code.load32(at);
      const entries = code.load32(at, 4);
      code.set(at, i32.add(at, 8));
      for (const plane of sum) code.set(plane, code.zeros());
      code.if(i32.and(entries, 4), () => {
        const three = fullAdder(code, entry(0), entry(1), entry(2));
        const four = halfAdder(code, three.sum, entry(3));
        const twos = halfAdder(code, three.carry, four.carry);
        code.set(sum[0]!, four.sum);
        code.set(sum[1]!, twos.sum);
        code.set(sum[2]!, twos.carry);
        advance(4);
      });
      for (let log = 3; log < LOOP; log++) {
        code.if(i32.and(entries, 1 << log), () => {
          // The sum stays below the weight of the plane after its last.
          code.set(sum[log]!, addEntries(code, sum, entry, log));
          advance(1 << log);
        });
      }
      const rounds = code.variable(i32.shr_u(entries, LOOP));
      code.if(rounds, () => {
        code.repeat(() => {
          let carry = addEntries(code, sum, entry, LOOP);
          for (const plane of sum.slice(LOOP)) {
            const next = v128.and(plane, carry);
            code.set(plane, v128.xor(plane, carry));
            carry = next;
          }
          advance(1 << LOOP);
          code.set(rounds, i32.sub(rounds, 1));
          return rounds;
        });
      });
      for (const [bit, plane] of sum.entries()) code.store(slot, plane, scratch.classes + PLANE_BYTES * bit);
      code.set(left, i32.sub(left, 1));
      return left;
    });
    return undefined;
  });
}

/** Adds 2^log entries to a sum of log planes, and returns the carry. */
function addEntries(code: Code, sum: readonly Local[], entry: (index: number) => Local, log: number): Local {
  const pairOf = (index: number): Pair => pair(code, entry(index), entry(index + 1));
  /** Of 2^level entries, the carries out of the plane of weight 2^(level − 2). */
  const carriesOf = (level: number, from: number): Pair => {
    const half = 1 << (level - 1);
    const [a, b] =
      level === 2 ? [pairOf(from), pairOf(from + 2)] : [carriesOf(level - 1, from), carriesOf(level - 1, from + half)];
    const added = doubleAdder(code, sum[level - 2]!, a, b);
    code.set(sum[level - 2]!, added.sum);
    code.keepOrder(added.carries.differ);
    return added.carries;
  };
  const top = pairAdder(code, sum[log - 1]!, carriesOf(log, 0));
  code.set(sum[log - 1]!, top.sum);
  return top.carry;
}
