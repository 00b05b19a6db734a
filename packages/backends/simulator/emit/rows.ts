import { ACCUMULATOR_PLANES, CLASS_BYTES, PLANE_BYTES, scratch } from '../src/wasm/layout.ts';
import type { Assembler, Code, Local } from './assembler.ts';
import { fullAdder, halfAdder, planeAt } from './planes.ts';

export const CLEAR_SUMS = 'clearSums';
export const classTotals = (bits: number): string => `classTotals${bits}`;
export const ROW_SIGNS = 'rowSigns';
export const ADD_ROWS = 'addRows';

export const ROWS = 4;
/** Numbers in `scratch.sums`: all classes together, and those that count negatively for rows 1, 2, 3. */
const sums = { total: 0, negative: [1, 2, 3], twoAndSix: 4, threeAndSeven: 5 } as const;
const SUM_BYTES = 32 * PLANE_BYTES;
const sumAt = (sum: number): number => scratch.sums + sum * SUM_BYTES;

export function defineRows(module: Assembler): void {
  defineClearSums(module);
  defineRowSigns(module);
  defineAddRows(module);
}

/** Before counts of other widths: what is above a number must be 0. */
function defineClearSums(module: Assembler): void {
  module.define(CLEAR_SUMS, {}, (code) => {
    const bytes = sumAt(sums.threeAndSeven) + SUM_BYTES - scratch.classes;
    code.times(bytes, (at) => code.store(at, code.zeros(), scratch.classes), PLANE_BYTES);
    return undefined;
  });
}

/** Adds numbers bit by bit, low bit first; an absent bit is 0. */
class BitAdder {
  readonly #code: Code;
  #carry: Local | undefined;

  constructor(code: Code) {
    this.#code = code;
  }

  add(a: Local | undefined, b: Local | undefined): Local | undefined {
    const [first, second, third] = [a, b, this.#carry].filter((bit) => bit !== undefined);
    this.#carry = undefined;
    if (!first || !second) return first;
    const { sum, carry } = third ? fullAdder(this.#code, first, second, third) : halfAdder(this.#code, first, second);
    this.#carry = carry;
    return sum;
  }
}

/**
 * From the counts n of the 8 classes in `scratch.classes`: T = Σ n, and the sums that count negatively for a row, for then
 * D[0] = T and D[i] = T − 2 E[i]; E[1] = n1 + n3 + n5 + n7, E[2] = n2 + n3 + n6 + n7, E[3] = n4 + n5 + n6 + n7.
 *
 * 11 additions in four passes over the bits, so that what each needs fits the registers.
 */
export function defineClassTotals(module: Assembler, bits: number): void {
  module.define(classTotals(bits), {}, (code) => {
    const adder = (): BitAdder => new BitAdder(code);
    const bitsOf = (from: number, width: number, bit: number): Local | undefined =>
      bit < width ? code.load128(0, from + PLANE_BYTES * bit) : undefined;
    const count = (number: number, bit: number): Local | undefined =>
      bitsOf(scratch.classes + number * CLASS_BYTES, bits, bit);
    const put = (sum: number, bit: number, plane: Local | undefined): void =>
      code.store(0, plane ?? code.zeros(), sumAt(sum) + PLANE_BYTES * bit);

    const [threeAndSeven, oneAndFive, first] = [adder(), adder(), adder()];
    for (let bit = 0; bit < bits + 2; bit++) {
      const p37 = threeAndSeven.add(count(3, bit), count(7, bit));
      put(sums.threeAndSeven, bit, p37);
      put(sums.negative[0], bit, first.add(oneAndFive.add(count(1, bit), count(5, bit)), p37));
    }
    const [twoAndSix, second] = [adder(), adder()];
    for (let bit = 0; bit < bits + 2; bit++) {
      const p26 = twoAndSix.add(count(2, bit), count(6, bit));
      put(sums.twoAndSix, bit, p26);
      put(sums.negative[1], bit, second.add(p26, bitsOf(sumAt(sums.threeAndSeven), bits + 1, bit)));
    }
    const [noneAndFour, even, total] = [adder(), adder(), adder()];
    for (let bit = 0; bit < bits + 3; bit++) {
      const p04 = noneAndFour.add(count(0, bit), count(4, bit));
      const evens = even.add(p04, bitsOf(sumAt(sums.twoAndSix), bits + 1, bit));
      put(sums.total, bit, total.add(evens, bitsOf(sumAt(sums.negative[0]), bits + 2, bit)));
    }
    const [fourAndFive, sixAndSeven, third] = [adder(), adder(), adder()];
    for (let bit = 0; bit < bits + 2; bit++) {
      const p45 = fourAndFive.add(count(4, bit), count(5, bit));
      put(sums.negative[2], bit, third.add(p45, sixAndSeven.add(count(6, bit), count(7, bit))));
    }
    return undefined;
  });
}

/**
 * The signs of the four accumulators constant + D of `accBits` bits, to 4 planes at `dst`.
 *
 * `constants` are words of 0 or −1, four for each bit. Rows but the first add three numbers, constant + T + ~(2 E) + 1 where
 * the constant has the 1 already: a full adder a bit makes two numbers of them, and of their sum only the carry into the
 * sign is computed. With `odd` in place of its complement, both carries need no complement.
 */
function defineRowSigns(module: Assembler): void {
  const parameters = { constants: 'i32', dst: 'i32', accBits: 'i32' } as const;
  module.define(ROW_SIGNS, parameters, (code, { constants, dst, accBits }) => {
    const { i32, v128 } = code;
    const zeros = code.zeros();
    const ones = v128.not(zeros);
    const constant = code.variable(constants);
    const constantOf = (row: number): Local => code.load128(constant, 4 * row, 'load32_splat');
    const total = (at: Local): Local => code.load128(at, sumAt(sums.total));
    const whole = code.variable(zeros);
    const saved = [1, 2, 3].map(() => code.variable(zeros));
    const ripple = [1, 2, 3].map(() => code.variable(zeros));
    const choose = (mask: Local, a: Local, b: Local): Local => v128.xor(b, v128.and(v128.xor(a, b), mask));

    const at = code.variable(0);
    const end = i32.shl(i32.sub(accBits, 1), 4);
    /** Sum of a bit of three numbers but for its carries, complemented. */
    const oddOf = (t: Local, less: Local, k: Local): Local => v128.xor(v128.xor(t, less), k);
    const lessAt = (row: number): number => sumAt(sums.negative[row - 1]!) - PLANE_BYTES;
    code.repeat(() => {
      const t = total(at);
      const k = constantOf(0);
      code.set(whole, choose(v128.xor(t, k), whole, k));
      for (const row of [1, 2, 3]) {
        const less = code.load128(at, lessAt(row));
        const own = constantOf(row);
        const odd = oddOf(t, less, own);
        const [savedCarry, carry] = [saved[row - 1]!, ripple[row - 1]!];
        // Where the three differ ...
        code.set(carry, v128.xor(carry, v128.and(v128.xor(savedCarry, odd), v128.xor(savedCarry, carry))));
        code.set(savedCarry, choose(v128.xor(t, less), t, own));
      }
      code.set(constant, i32.add(constant, 4 * ROWS));
      code.set(at, i32.add(at, PLANE_BYTES));
      return i32.lt_u(at, end);
    });
    const t = total(at);
    code.store(dst, v128.xor(v128.xor(t, constantOf(0)), whole));
    for (const row of [1, 2, 3]) {
      const odd = oddOf(t, code.load128(at, lessAt(row)), constantOf(row));
      const sign = v128.xor(v128.xor(odd, ones), v128.xor(saved[row - 1]!, ripple[row - 1]!));
      code.store(dst, sign, PLANE_BYTES * row);
    }
    return undefined;
  });
}

/** Adds numbers bit by bit in a loop; its carry is a variable. */
class LoopAdder {
  readonly #code: Code;
  readonly #carry: Local;

  constructor(code: Code) {
    this.#code = code;
    this.#carry = code.variable(code.zeros());
  }

  add(a: Local, b: Local): Local {
    const { sum, carry } = fullAdder(this.#code, a, b, this.#carry);
    this.#code.set(this.#carry, carry);
    return sum;
  }
}

/** Adds 2^shift · D to four accumulators of `accBits` bits in `scratch.accumulators`, modulo 2^accBits. */
function defineAddRows(module: Assembler): void {
  module.define(ADD_ROWS, { shift: 'i32', accBits: 'i32' }, (code, { shift, accBits }) => {
    const { i32, v128 } = code;
    const first = planeAt(code, scratch.accumulators, shift);
    const end = i32.shl(i32.sub(accBits, shift), 4);
    const overBits = (body: (at: Local, to: Local) => void): void => {
      const at = code.variable(0);
      code.if(i32.gt_s(end, 0), () => {
        code.repeat(() => {
          body(at, i32.add(first, at));
          code.set(at, i32.add(at, PLANE_BYTES));
          return i32.lt_s(at, end);
        });
      });
    };
    const rowAt = (row: number): number => row * ACCUMULATOR_PLANES * PLANE_BYTES;
    const all = new LoopAdder(code);
    overBits((at, to) => code.store(to, all.add(code.load128(to), code.load128(at, sumAt(sums.total)))));
    for (const row of [1, 2, 3]) {
      // T + ~(2 E) + 1
      const sum = new LoopAdder(code);
      const ones = v128.not(code.zeros());
      const carry = code.variable(ones);
      overBits((at, to) => {
        const less = v128.xor(code.load128(at, sumAt(sums.negative[row - 1]!) - PLANE_BYTES), ones);
        const term = fullAdder(code, code.load128(at, sumAt(sums.total)), less, carry);
        code.set(carry, term.carry);
        code.store(to, sum.add(code.load128(to, rowAt(row)), term.sum), rowAt(row));
      });
    }
    return undefined;
  });
}
