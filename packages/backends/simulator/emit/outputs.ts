import { scratch, SLICE_FRAMES } from '../src/wasm/layout.ts';
import type { Assembler, Local } from './assembler.ts';
import { defineInstruction, wordAt } from './fields.ts';
import { greater, replaceWhere } from './moves.ts';
import { planeAt } from './planes.ts';

const INTEGERS_OF_PLANES = 'integersOfPlanes';

export function defineOutputs(module: Assembler): void {
  defineIntegersOfPlanes(module);
  defineStore(module);
  defineArgmax(module);
}

/** factor · u + bias of a code of each of 128 frames, to `output` and every `frameBytes` from there: 4 frames at a time. */
function defineIntegersOfPlanes(module: Assembler): void {
  const parameters = {
    planes: 'i32',
    bits: 'i32',
    factor: 'i32',
    bias: 'i32',
    output: 'i32',
    frameBytes: 'i32',
  } as const;
  module.define(INTEGERS_OF_PLANES, parameters, (code, { planes, bits, factor, bias, output, frameBytes }) => {
    const { i32, i32x4, v128 } = code;
    const [factors, biases] = [i32x4.splat(factor), i32x4.splat(bias)];
    const at = code.variable(output);
    code.times(
      SLICE_FRAMES,
      (frame) => {
        const byte = i32.add(planes, i32.shr_u(frame, 3));
        const first = i32.shl(1, i32.and(frame, 4));
        const lanes = code.bytes((i) => (i % 4 === 0 ? 1 << (i / 4) : 0));
        const mask = i32x4.mul(lanes, i32x4.splat(first));
        const codes = code.variable(code.zeros());
        code.times(bits, (bit) => {
          const isSet = i32x4.eq(v128.and(code.load128(planeAt(code, byte, bit), 0, 'load8_splat'), mask), mask);
          code.set(codes, v128.or(codes, v128.and(isSet, i32x4.splat(i32.shl(1, bit)))));
        });
        const integers = i32x4.add(i32x4.mul(codes, factors), biases);
        for (let lane = 0; lane < 4; lane++) {
          code.store(at, code.lane32(integers, lane));
          code.set(at, i32.add(at, frameBytes));
        }
      },
      4,
    );
    return undefined;
  });
}

function defineStore(module: Assembler): void {
  defineInstruction(module, 'store', (code, { output, frameBytes, count, length, src, bits, factor, bias }) => {
    const { i32 } = code;
    const at = code.variable(output);
    code.times(count, (i) => {
      const from = wordAt(code, src, i);
      code.times(length, (c) => {
        code.call(INTEGERS_OF_PLANES, planeAt(code, from, i32.mul(c, bits)), bits, factor, bias, at, frameBytes);
        code.set(at, i32.add(at, 4));
      });
    });
  });
}

/** The greatest so far and its index are planes too: a later one replaces both only where it is greater. */
function defineArgmax(module: Assembler): void {
  defineInstruction(module, 'argmax', (code, { output, frameBytes, count, length, src, bits, indexBits }) => {
    const { i32, i32x4, v128 } = code;
    const best = code.variable(scratch.best);
    const index = code.variable(scratch.index);
    const plane = (base: Local, bit: Local): Local => planeAt(code, base, bit);
    code.times(count, (i) => {
      const from = wordAt(code, src, i);
      code.times(bits, (bit) => code.store(plane(best, bit), code.load128(plane(from, bit))));
      code.times(indexBits, (bit) => code.store(plane(index, bit), code.zeros()));
      code.times(length, (c) => {
        const x = planeAt(code, from, i32.mul(c, bits));
        const isGreater = greater(code, x, best, bits);
        replaceWhere(code, isGreater, x, best, bits);
        code.times(indexBits, (bit) => {
          const own = i32x4.splat(i32.sub(0, i32.and(i32.shr_u(c, bit), 1)));
          code.store(plane(index, bit), v128.bitselect(own, code.load128(plane(index, bit)), isGreater));
        });
      });
      code.call(INTEGERS_OF_PLANES, index, indexBits, 1, 0, i32.add(output, i32.shl(i, 2)), frameBytes);
    });
  });
}
