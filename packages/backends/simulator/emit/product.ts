import { ACCUMULATOR_PLANES, classWidths, PLANE_BYTES, scratch } from '../src/wasm/layout.ts';
import type { Assembler, Code, Local } from './assembler.ts';
import { countClasses, defineCountClasses } from './classes.ts';
import { defineInstruction, wordAt } from './fields.ts';
import { fullAdder, planeAt } from './planes.ts';
import { ADD_ROWS, classTotals, CLEAR_SUMS, defineClassTotals, defineRows, ROW_SIGNS, ROWS } from './rows.ts';
import { COUNT_REACHED, defineCountReached } from './thresholds.ts';

/**
 * Pixels that go through one block before the next: its lists then stay in the first cache, and their lengths in the
 * branch predictor, while what the pixels read stays in the second.
 */
const TILE = 32;

export function defineProducts(module: Assembler): void {
  defineCountReached(module);
  defineRows(module);
  for (const bits of classWidths) {
    defineCountClasses(module, bits);
    defineClassTotals(module, bits);
    defineSignsOf(module, bits);
  }
  defineProductSign(module);
  defineProduct(module);
}

const signsOf = (bits: number): string => `signsOf${bits}`;

/** Signs of all rows of a few pixels. */
function defineSignsOf(module: Assembler, bits: number): void {
  const parameters = {
    bases: 'i32',
    targets: 'i32',
    pixels: 'i32',
    rows: 'i32',
    lists: 'i32',
    accBits: 'i32',
    constants: 'i32',
  } as const;
  module.define(signsOf(bits), parameters, (code, { bases, targets, pixels, rows, lists, accBits, constants }) => {
    const { i32 } = code;
    const block = code.variable(lists);
    const constant = code.variable(constants);
    code.times(
      rows,
      (row) => {
        const list = code.load32(block);
        const missing = i32.sub(rows, row);
        code.times(pixels, (q) => {
          const dst = planeAt(code, wordAt(code, targets, q), row);
          code.call(countClasses(bits), list, wordAt(code, bases, q));
          code.call(classTotals(bits));
          code.if(
            i32.ge_s(missing, ROWS),
            () => code.call(ROW_SIGNS, constant, dst, accBits),
            () => {
              code.call(ROW_SIGNS, constant, scratch.rows, accBits);
              code.times(missing, (i) =>
                code.store(planeAt(code, dst, i), code.load128(planeAt(code, scratch.rows, i))),
              );
            },
          );
        });
        code.set(block, i32.add(block, 4));
        code.set(constant, i32.add(constant, i32.mul(accBits, 4 * ROWS)));
      },
      ROWS,
    );
    return undefined;
  });
}

function defineProductSign(module: Assembler): void {
  defineInstruction(module, 'productSign', (code, { width, pixels, bases, rows, lists, accBits, constants, dst }) => {
    const { i32 } = code;
    code.call(CLEAR_SUMS);
    code.times(
      pixels,
      (first) => {
        const left = i32.sub(pixels, first);
        const tile = code.select(i32.lt_s(left, TILE), left, TILE);
        const at = i32.shl(first, 2);
        const operands = [i32.add(bases, at), i32.add(dst, at), tile, rows, lists, accBits, constants];
        code.switch(
          width,
          classWidths.map((bits) => () => code.call(signsOf(bits), ...operands)),
        );
      },
      TILE,
    );
  });
}

const accumulator = (code: Code, row: Local): Local =>
  code.i32.add(code.i32.mul(row, ACCUMULATOR_PLANES * PLANE_BYTES), scratch.accumulators);

function defineProduct(module: Assembler): void {
  defineAddCounts(module);
  defineSumShared(module);
  defineSubtractShared(module);
  defineInstruction(module, 'product', (code, fields) => {
    const { i32 } = code;
    const { pixels, rows, weightPlanes, accBits } = fields;
    const rowBytes = i32.shl(accBits, 2);
    code.call(CLEAR_SUMS);
    code.times(pixels, (q) => {
      const base = wordAt(code, fields.bases, q);
      const dst = wordAt(code, fields.dst, q);
      const list = code.variable(fields.lists);
      const constant = code.variable(fields.constants);
      const threshold = code.variable(fields.thresholds);
      code.if(fields.shared, () => {
        const { shared, sharedRest, sharedWidth, inBits } = fields;
        code.call('sumShared', shared, sharedRest, sharedWidth, base, inBits, accBits);
      });
      code.times(
        rows,
        (firstRow) => {
          code.times(ROWS, (row) => {
            const acc = accumulator(code, row);
            code.times(accBits, (bit) =>
              code.store(planeAt(code, acc, bit), code.load128(i32.add(constant, i32.shl(bit, 2)), 0, 'load32_splat')),
            );
            code.set(constant, i32.add(constant, rowBytes));
          });
          code.if(fields.shared, () => code.call('subtractShared', fields.sharedShift, accBits));
          code.times(weightPlanes, (j) => {
            const shift = wordAt(code, fields.shifts, j);
            code.times(fields.inBits, (p) => {
              code.call(
                'addCounts',
                fields.width,
                code.load32(list),
                planeAt(code, base, p),
                i32.add(shift, p),
                accBits,
              );
            });
            code.set(list, i32.add(list, 4));
          });
          const left = i32.sub(rows, firstRow);
          code.times(code.select(i32.lt_s(left, ROWS), left, ROWS), (i) => {
            const acc = accumulator(code, i);
            const row = i32.add(firstRow, i);
            const to = planeAt(code, dst, i32.mul(row, fields.outBits));
            code.switch(fields.mode, [
              () => code.store(to, code.load128(planeAt(code, acc, i32.sub(accBits, 1)))),
              () => {
                code.call(COUNT_REACHED, code.load32(threshold), acc, accBits, -1, to, fields.outBits);
                code.set(threshold, i32.add(threshold, 4));
              },
              () =>
                code.times(fields.outBits, (bit) =>
                  code.store(planeAt(code, to, bit), code.load128(planeAt(code, acc, bit))),
                ),
            ]);
          });
        },
        ROWS,
      );
    });
  });
}

/** Adds the sums of a block's lists for one plane of inputs, shifted, to the accumulators. */
function defineAddCounts(module: Assembler): void {
  const parameters = { width: 'i32', lists: 'i32', base: 'i32', shift: 'i32', accBits: 'i32' } as const;
  module.define('addCounts', parameters, (code, { width, lists, base, shift, accBits }) => {
    code.switch(
      width,
      classWidths.map((bits) => () => {
        code.call(countClasses(bits), lists, base);
        code.call(classTotals(bits));
      }),
    );
    code.call(ADD_ROWS, shift, accBits);
    return undefined;
  });
}

const sharedPlane = (code: Code, bit: Local): Local => planeAt(code, scratch.best, bit);

/**
 * The sum of codes of `bits` bits to `scratch.best`: all in one class of `lists`, but for those of `rest`, which is
 * `[count, ...byte offsets]`.
 */
function defineSumShared(module: Assembler): void {
  const parameters = { lists: 'i32', rest: 'i32', width: 'i32', base: 'i32', bits: 'i32', accBits: 'i32' } as const;
  module.define('sumShared', parameters, (code, { lists, rest, width, base, bits, accBits }) => {
    const { i32 } = code;
    const zeros = code.zeros();
    const first = code.variable(scratch.accumulators);
    code.times(accBits, (bit) => code.store(planeAt(code, first, bit), zeros));
    code.times(bits, (p) => code.call('addCounts', width, lists, planeAt(code, base, p), p, accBits));
    code.call(CLEAR_SUMS);
    code.times(accBits, (bit) => code.store(sharedPlane(code, bit), code.load128(planeAt(code, first, bit))));
    code.times(code.load32(rest), (i) => {
      const at = i32.add(base, wordAt(code, i32.add(rest, 4), i));
      const carry = code.variable(zeros);
      code.times(accBits, (bit) => {
        const own = code.variable(zeros);
        code.if(i32.lt_s(bit, bits), () => code.set(own, code.load128(planeAt(code, at, bit))));
        const added = fullAdder(code, own, code.load128(sharedPlane(code, bit)), carry);
        code.store(sharedPlane(code, bit), added.sum);
        code.set(carry, added.carry);
      });
    });
    return undefined;
  });
}

/** Subtracts the shared sum, shifted, from the four accumulators. */
function defineSubtractShared(module: Assembler): void {
  module.define('subtractShared', { shift: 'i32', accBits: 'i32' }, (code, { shift, accBits }) => {
    const { i32, v128 } = code;
    const ones = v128.not(code.zeros());
    code.times(ROWS, (row) => {
      const acc = accumulator(code, row);
      const carry = code.variable(ones);
      code.times(i32.sub(accBits, shift), (bit) => {
        const at = planeAt(code, acc, i32.add(bit, shift));
        const added = fullAdder(code, code.load128(at), v128.xor(code.load128(sharedPlane(code, bit)), ones), carry);
        code.store(at, added.sum);
        code.set(carry, added.carry);
      });
    });
    return undefined;
  });
}
