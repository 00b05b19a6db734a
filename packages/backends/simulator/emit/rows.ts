import { ACCUMULATOR_PLANES, CLASS_PLANES, PLANE_BYTES, scratch, sumBits } from '../src/wasm/layout.ts';
import type { Assembler, Code, Local } from './assembler.ts';
import { fullAdder, halfAdder, majority } from './planes.ts';

export const classTotals = (bits: number): string => `classTotals${bits}`;
export const rowSigns = (bits: number): string => `rowSigns${bits}`;
export const addRows = (bits: number): string => `addRows${bits}`;

const ROWS = 4;
/** Of a number in `scratch.sums`. */
const SUM_PLANES = 32;
/** In `scratch.sums`: all classes together; complements of the classes that count negatively for rows 1, 2, 3. */
const sumAt = { total: 0, without: [1, 2, 3], twoAndSix: 4 } as const;
const sumPlane = (sum: number, bit: number): number => scratch.sums + PLANE_BYTES * (sum * SUM_PLANES + bit);

/** Bit by bit adder of two numbers whose bits are given, low bit first; its carry stays in a variable. */
class Adder {
  #carry: Local | undefined;
  readonly #code: Code;

  constructor(code: Code) {
    this.#code = code;
  }

  /** An absent bit is 0. */
  add(a: Local | undefined, b: Local | undefined): Local | undefined {
    const present = [a, b, this.#carry].filter((bit) => bit !== undefined);
    if (present.length === 3) {
      const { sum, carry } = fullAdder(this.#code, present[0]!, present[1]!, present[2]!);
      this.#carry = carry;
      return sum;
    }
    if (present.length === 2) {
      const { sum, carry } = halfAdder(this.#code, present[0]!, present[1]!);
      this.#carry = carry;
      return sum;
    }
    this.#carry = undefined;
    return present[0];
  }
}

/**
 * From the counts n of the 8 classes, T = Σ n and the sums that count negatively for a row, for then D[0] = T and
 * D[i] = T − 2 E[i], E[1] = n1 + n3 + n5 + n7, E[2] = n2 + n3 + n6 + n7, E[3] = n4 + n5 + n6 + n7.
 *
 * 11 additions in two passes over the bits, so that the carries of each fit the registers. T has 3 bits more than a count;
 * complements of E have 2 more.
 */
export function defineClassTotals(module: Assembler, bits: number): void {
  module.define(classTotals(bits), { counts: 'i32' }, (code, { counts }) => {
    const { v128 } = code;
    const zeros = code.zeros();
    const ones = v128.not(zeros);
    const count = (number: number, bit: number): Local | undefined =>
      bit < bits ? code.load128(counts, PLANE_BYTES * (number * CLASS_PLANES + bit)) : undefined;
    const put = (sum: number, bit: number, plane: Local | undefined): void =>
      code.store(0, plane ?? zeros, sumPlane(sum, bit));
    const putComplement = (sum: number, bit: number, plane: Local | undefined): void =>
      code.store(0, plane ? v128.xor(plane, ones) : ones, sumPlane(sum, bit));
    const get = (sum: number, bit: number): Local => code.load128(0, sumPlane(sum, bit));

    const [twoAndSix, threeAndSeven, oneAndFive] = [new Adder(code), new Adder(code), new Adder(code)];
    const [first, second] = [new Adder(code), new Adder(code)];
    for (let bit = 0; bit < bits + 2; bit++) {
      const p37 = threeAndSeven.add(count(3, bit), count(7, bit));
      const p26 = twoAndSix.add(count(2, bit), count(6, bit));
      put(sumAt.twoAndSix, bit, p26);
      putComplement(sumAt.without[1], bit, second.add(p26, p37));
      putComplement(sumAt.without[0], bit, first.add(oneAndFive.add(count(1, bit), count(5, bit)), p37));
    }
    const [noneAndFour, even, total] = [new Adder(code), new Adder(code), new Adder(code)];
    const [fourAndFive, sixAndSeven, third] = [new Adder(code), new Adder(code), new Adder(code)];
    for (let bit = 0; bit < bits + 3; bit++) {
      const four = count(4, bit);
      const evens = even.add(
        noneAndFour.add(count(0, bit), four),
        bit < bits + 1 ? get(sumAt.twoAndSix, bit) : undefined,
      );
      const odds = bit < bits + 2 ? v128.xor(get(sumAt.without[0], bit), ones) : undefined;
      put(sumAt.total, bit, total.add(evens, odds));
      if (bit === bits + 2) break;
      const upper = fourAndFive.add(four, count(5, bit));
      putComplement(sumAt.without[2], bit, third.add(upper, sixAndSeven.add(count(6, bit), count(7, bit))));
    }
    return undefined;
  });
}

/**
 * The signs of the four accumulators constant + D, to 4 planes at `dst`.
 *
 * D[i] + constant = T + constant + 2 · complement(E[i]) + 2, so `constants`, for each row `sumBits` words of 0 or −1, have
 * the 2 already. One full adder a bit makes two numbers of three, and of their sum only the carry into the sign is computed.
 */
export function defineRowSigns(module: Assembler, bits: number): void {
  module.define(rowSigns(bits), { constants: 'i32', dst: 'i32' }, (code, { constants, dst }) => {
    const { v128 } = code;
    const width = sumBits(bits);
    const ones = v128.not(code.zeros());
    const constant = (row: number, bit: number): Local =>
      code.load128(constants, 4 * (row * width + bit), 'load32_splat');
    const total = (bit: number): Local | undefined =>
      bit < bits + 3 ? code.load128(0, sumPlane(sumAt.total, bit)) : undefined;

    let carry = v128.and(total(0)!, constant(0, 0));
    for (let bit = 1; bit < width - 1; bit++) {
      carry = majority(code, total(bit)!, constant(0, bit), carry);
    }
    code.store(dst, v128.xor(constant(0, width - 1), carry));

    for (let row = 1; row < ROWS; row++) {
      let saved = v128.and(total(0)!, constant(row, 0));
      let ripple: Local | undefined;
      for (let bit = 1; bit < width; bit++) {
        const less = bit <= bits + 2 ? code.load128(0, sumPlane(sumAt.without[row - 1]!, bit - 1)) : ones;
        const t = total(bit);
        const k = constant(row, bit);
        const { sum, carry: next } = t ? fullAdder(code, t, less, k) : { sum: v128.xor(k, ones), carry: k };
        if (bit === width - 1) code.store(dst, v128.xor(v128.xor(sum, saved), ripple!), PLANE_BYTES * row);
        else ripple = ripple ? majority(code, sum, saved, ripple) : v128.and(sum, saved);
        saved = next;
      }
    }
    return undefined;
  });
}

/** Adds 2^shift · D to four accumulators of `accBits` bits in `scratch.accumulators`. */
export function defineAddRows(module: Assembler, bits: number): void {
  module.define(addRows(bits), { shift: 'i32', accBits: 'i32' }, (code, { shift, accBits }) => {
    const { i32, v128 } = code;
    const total = (bit: number): Local => code.load128(0, sumPlane(sumAt.total, bit));
    const zeros = code.zeros();
    const ones = v128.not(zeros);
    const first = i32.shl(shift, 4);
    for (let row = 0; row < ROWS; row++) {
      const to = (bit: number): number => scratch.accumulators + PLANE_BYTES * (row * ACCUMULATOR_PLANES + bit);
      // D is a number of bits + 4 bits: T + 2 · complement(E) + 2, bits of E above its top being 1 in the complement.
      const sum = new Adder(code);
      let borrow: Local | undefined;
      let sign = zeros;
      for (let bit = 0; bit < bits + 4; bit++) {
        let term: Local | undefined = bit < bits + 3 ? total(bit) : undefined;
        if (row > 0 && bit > 0) {
          const less = bit < bits + 3 ? code.load128(0, sumPlane(sumAt.without[row - 1]!, bit - 1)) : ones;
          const subtracted = fullAdder(code, term ?? zeros, less, borrow ?? ones);
          term = subtracted.sum;
          borrow = subtracted.carry;
        }
        if (row > 0) sign = term ?? zeros;
        code.store(first, sum.add(code.load128(first, to(bit)), term) ?? zeros, to(bit));
      }
      const carry = code.variable(sum.add(undefined, undefined) ?? zeros);
      const at = code.variable(i32.add(first, PLANE_BYTES * (bits + 4)));
      const end = i32.shl(accBits, 4);
      code.if(i32.lt_s(at, end), () => {
        code.repeat(() => {
          const added = fullAdder(code, code.load128(at, to(0)), sign, carry);
          code.store(at, added.sum, to(0));
          code.set(carry, added.carry);
          code.set(at, i32.add(at, PLANE_BYTES));
          return i32.lt_s(at, end);
        });
      });
    }
    return undefined;
  });
}
