import { PLANE_BYTES, scratch } from '../src/wasm/layout.ts';
import type { Assembler, Code, Local } from './assembler.ts';
import { defineInstruction, wordAt } from './fields.ts';
import { fullAdder, halfAdder, planeAt } from './planes.ts';
import { COUNT_REACHED } from './thresholds.ts';

export function defineMoves(module: Assembler): void {
  defineCopy(module);
  defineMax(module);
  defineAdd(module);
  defineSteps(module);
}

/** Copies of planes, or with `flip` = −1 their complements. */
function defineCopy(module: Assembler): void {
  defineInstruction(module, 'copy', (code, { count, run, src, dst, flip }) => {
    const { i32, i32x4, v128 } = code;
    const mask = i32x4.splat(flip);
    const bytes = i32.shl(run, 4);
    code.times(count, (i) => {
      const from = wordAt(code, src, i);
      const to = wordAt(code, dst, i);
      code.times(
        bytes,
        (at) => code.store(i32.add(to, at), v128.xor(code.load128(i32.add(from, at)), mask)),
        PLANE_BYTES,
      );
    });
  });
}

/** x > most, from the planes of both. */
export function greater(code: Code, x: Local, most: Local, bits: Local): Local {
  const { v128 } = code;
  const isGreater = code.variable(code.zeros());
  code.times(bits, (bit) => {
    const a = code.load128(planeAt(code, x, bit));
    const b = code.load128(planeAt(code, most, bit));
    const same = v128.andnot(isGreater, v128.xor(a, b));
    code.set(isGreater, v128.or(v128.andnot(a, b), same));
  });
  return isGreater;
}

/** most = x where `mask`. */
export function replaceWhere(code: Code, mask: Local, x: Local, most: Local, bits: Local): void {
  code.times(bits, (bit) => {
    const to = planeAt(code, most, bit);
    code.store(to, code.v128.bitselect(code.load128(planeAt(code, x, bit)), code.load128(to), mask));
  });
}

function defineMax(module: Assembler): void {
  defineInstruction(module, 'max', (code, { count, taps, length, bits, src, dst }) => {
    const { i32, v128 } = code;
    const isBit = i32.eq(bits, 1);
    code.times(count, (i) => {
      const sources = i32.add(src, i32.shl(i32.mul(i, taps), 2));
      const to = wordAt(code, dst, i);
      code.times(length, (c) => {
        const offset = i32.shl(i32.mul(c, bits), 4);
        const most = i32.add(to, offset);
        code.if(
          isBit,
          () => {
            const any = code.variable(code.zeros());
            code.times(taps, (tap) =>
              code.set(any, v128.or(any, code.load128(i32.add(wordAt(code, sources, tap), offset)))),
            );
            code.store(most, any);
          },
          () => {
            code.times(bits, (bit) => code.store(planeAt(code, scratch.best, bit), code.zeros()));
            const best = code.variable(scratch.best);
            code.times(taps, (tap) => {
              const x = i32.add(wordAt(code, sources, tap), offset);
              replaceWhere(code, greater(code, x, best, bits), x, best, bits);
            });
            code.times(bits, (bit) => code.store(planeAt(code, most, bit), code.load128(planeAt(code, best, bit))));
          },
        );
      });
    });
  });
}

/** Sums by shifts of one addend for each bit of its factor, modulo 2^outBits; `constant` has a word of 0 or −1 a bit. */
function defineAdd(module: Assembler): void {
  const parameters = { from: 'i32', bits: 'i32', factor: 'i32', outBits: 'i32' } as const;
  module.define('addMultiple', parameters, (code, { from, bits, factor, outBits }) => {
    const { i32 } = code;
    code.times(outBits, (shift) => {
      code.if(i32.and(i32.shr_s(factor, shift), 1), () => {
        const carry = code.variable(code.zeros());
        code.times(i32.sub(outBits, shift), (bit) => {
          const at = i32.add(i32.shl(i32.add(bit, shift), 4), scratch.accumulators);
          code.if(
            i32.lt_s(bit, bits),
            () => {
              const added = fullAdder(code, code.load128(at), code.load128(planeAt(code, from, bit)), carry);
              code.store(at, added.sum);
              code.set(carry, added.carry);
            },
            () => {
              const added = halfAdder(code, code.load128(at), carry);
              code.store(at, added.sum);
              code.set(carry, added.carry);
            },
          );
        });
      });
    });
    return undefined;
  });
  defineInstruction(module, 'add', (code, fields) => {
    const { i32 } = code;
    const { outBits } = fields;
    code.times(fields.count, (i) => {
      const a = wordAt(code, fields.a, i);
      const b = wordAt(code, fields.b, i);
      const to = wordAt(code, fields.dst, i);
      code.times(fields.length, (c) => {
        const sum = code.variable(scratch.accumulators);
        code.times(outBits, (bit) =>
          code.store(
            planeAt(code, sum, bit),
            code.load128(i32.add(fields.constant, i32.shl(bit, 2)), 0, 'load32_splat'),
          ),
        );
        code.call('addMultiple', planeAt(code, a, i32.mul(c, fields.aBits)), fields.aBits, fields.aFactor, outBits);
        code.call('addMultiple', planeAt(code, b, i32.mul(c, fields.bBits)), fields.bBits, fields.bFactor, outBits);
        const first = planeAt(code, to, i32.mul(c, outBits));
        code.times(outBits, (bit) => code.store(planeAt(code, first, bit), code.load128(planeAt(code, sum, bit))));
      });
    });
  });
}

/** Thresholds are addresses of rows for `countReached`, `rowStride` bytes from element to element: 4, or 0 for one row. */
function defineSteps(module: Assembler): void {
  defineInstruction(module, 'steps', (code, { count, length, src, inBits, thresholds, rowStride, dst, outBits }) => {
    const { i32 } = code;
    code.times(count, (i) => {
      const from = wordAt(code, src, i);
      const to = wordAt(code, dst, i);
      code.times(length, (c) => {
        const row = code.load32(i32.add(thresholds, i32.mul(c, rowStride)));
        const x = planeAt(code, from, i32.mul(c, inBits));
        code.call(COUNT_REACHED, row, x, inBits, 0, planeAt(code, to, i32.mul(c, outBits)), outBits);
      });
    });
  });
}
