import { PLANE_BYTES } from '../src/wasm/layout.ts';
import type { Assembler, Local } from './assembler.ts';
import { majority } from './planes.ts';

export const COUNT_REACHED = 'countReached';

/**
 * u = #{k : x ≥ t[k]} of a number of `bits` planes at `src`, to `outBits` planes at `dst`.
 *
 * `row` is the number of thresholds and then, for each, `bits` words of 0 or −1: complements of its bits. x ≥ t where
 * x + ~t + 1 has a carry. `flip` is −1 where the numbers are signed: that inverts the top bit of x, as that of t is already.
 * Thresholds rise, so those reached are the first u: bit b of u is 1 where an odd number of the (m · 2^b)-th are reached.
 */
export function defineCountReached(module: Assembler): void {
  const parameters = { row: 'i32', src: 'i32', bits: 'i32', flip: 'i32', dst: 'i32', outBits: 'i32' } as const;
  module.define(COUNT_REACHED, parameters, (code, { row, src, bits, flip, dst, outBits }) => {
    const { i32, i32x4, v128 } = code;
    const steps = code.load32(row);
    const word = code.variable(i32.add(row, 4));
    const top = i32.add(src, i32.shl(i32.sub(bits, 1), 4));
    const out = (bit: Local): Local => i32.add(dst, i32.shl(bit, 4));
    const zeros = code.zeros();
    const mask = i32x4.splat(flip);
    code.times(outBits, (bit) => code.store(out(bit), zeros));
    code.times(steps, (k) => {
      const carry = code.variable(v128.not(zeros));
      const at = code.variable(src);
      const compare = (x: Local): void =>
        code.set(carry, majority(code, x, code.load128(word, 0, 'load32_splat'), carry));
      code.if(i32.lt_u(at, top), () => {
        code.repeat(() => {
          compare(code.load128(at));
          code.set(word, i32.add(word, 4));
          code.set(at, i32.add(at, PLANE_BYTES));
          return i32.lt_u(at, top);
        });
      });
      compare(v128.xor(code.load128(top), mask));
      code.set(word, i32.add(word, 4));
      const number = i32.add(k, 1);
      const bits = code.variable(i32.ctz(number));
      const odd = i32.add(bits, 1);
      code.times(code.select(i32.lt_s(odd, outBits), odd, outBits), (bit) =>
        code.store(out(bit), v128.xor(code.load128(out(bit)), carry)),
      );
    });
    return undefined;
  });
}
