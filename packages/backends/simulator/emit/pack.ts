import { PLANE_BYTES, scratch, SLICE_FRAMES } from '../src/wasm/layout.ts';
import type { Assembler, Code, Local, Operand } from './assembler.ts';
import { defineInstruction, wordAt } from './fields.ts';

/** Elements a step: a byte each in a vector. */
const ELEMENTS = 16;
const PLANES_OF_CODES = 'planesOfCodes';
const PLANES_OF_SIGNS = 'planesOfSigns';
export const TURN_BYTES = 'turnBytes';

export function definePack(module: Assembler): void {
  defineTurnBytes(module);
  definePlanesOfCodes(module);
  definePlanesOfSigns(module);
  definePackBytes(module);
  definePackWords(module);
}

/**
 * Transposes 16 × 16 bytes from `scratch.bytes` to there, by way of `scratch.bytesTurned`.
 *
 * An address of 8 bits is row and column; interleaving row i with row i + 8 rotates it by one bit, and four times is a
 * transposition.
 */
function defineTurnBytes(module: Assembler): void {
  module.define(TURN_BYTES, {}, (code) => {
    for (let round = 0; round < 4; round++) {
      const [from, to] = round % 2 === 0 ? [scratch.bytes, scratch.bytesTurned] : [scratch.bytesTurned, scratch.bytes];
      for (let row = 0; row < 8; row++) {
        const low = code.load128(0, from + 16 * row);
        const high = code.load128(0, from + 16 * (row + 8));
        const interleaved = (first: number): Local => code.shuffle(low, high, (i) => first + (i >> 1) + (i % 2) * 16);
        code.store(0, interleaved(0), to + 32 * row);
        code.store(0, interleaved(8), to + 32 * row + 16);
      }
    }
    return undefined;
  });
}

/** Low bits of the codes in `scratch.codes`, 16 bytes a frame, to planes `stride` bytes from element to element. */
function definePlanesOfCodes(module: Assembler): void {
  const parameters = { bits: 'i32', elements: 'i32', dst: 'i32', stride: 'i32' } as const;
  module.define(PLANES_OF_CODES, parameters, (code, { bits, elements, dst, stride }) => {
    const { i32, v128, i8x16 } = code;
    code.times(bits, (bit) => {
      const mask = i8x16.splat(i32.shl(1, bit));
      code.times(PLANE_BYTES, (byte) => {
        const at = i32.shl(byte, 7);
        const plane = code.zeros();
        for (let frame = 0; frame < 8; frame++) {
          const isSet = i8x16.eq(v128.and(code.load128(at, scratch.codes + 16 * frame), mask), mask);
          code.set(
            plane,
            v128.or(
              plane,
              v128.and(
                isSet,
                code.bytes(() => 1 << frame),
              ),
            ),
          );
        }
        code.store(i32.shl(byte, 4), plane, scratch.bytes);
      });
      code.call(TURN_BYTES);
      storeTurned(code, elements, i32.add(dst, i32.shl(bit, 4)), stride);
    });
    return undefined;
  });
}

/** 16 elements at a time: `body` gets how many there are, their first input, first plane and thresholds. */
function forElements(
  code: Code,
  fields: Readonly<
    Record<'input' | 'vectors' | 'length' | 'dst' | 'stride' | 'bits' | 'thresholds' | 'thresholdStride', Local>
  >,
  elementBytes: Operand,
  body: (elements: Local, input: Local, dst: Local, elementStride: Local, thresholds: Local) => void,
): void {
  const { i32 } = code;
  const elementStride = i32.shl(fields.bits, 4);
  const input = code.variable(fields.input);
  const dst = code.variable(fields.dst);
  code.times(fields.vectors, () => {
    const thresholds = code.variable(fields.thresholds);
    code.times(
      fields.length,
      (first) => {
        const left = i32.sub(fields.length, first);
        const elements = code.select(i32.lt_s(left, ELEMENTS), left, ELEMENTS);
        const from = i32.add(input, i32.mul(first, elementBytes));
        body(elements, from, i32.add(dst, i32.mul(first, elementStride)), elementStride, thresholds);
        code.set(thresholds, i32.add(thresholds, fields.thresholdStride));
      },
      ELEMENTS,
    );
    code.set(input, i32.add(input, i32.mul(fields.length, elementBytes)));
    code.set(dst, i32.add(dst, fields.stride));
  });
}

/**
 * Up to 8 bits of code of inputs of a byte.
 *
 * For 16 elements, thresholds are a vector of how many there are in each lane, and then a vector for each: where a lane has
 * fewer, its count is cut. Signed inputs are compared as unsigned with their top bit flipped. Without thresholds,
 * the bytes themselves are the codes: less a bias, which is then the vector.
 */
function definePackBytes(module: Assembler): void {
  defineInstruction(module, 'packBytes', (code, fields) => {
    const { i32, i8x16, v128 } = code;
    const flip = i8x16.splat(i32.shl(fields.signed, 7));
    const isSign = i32.and(i32.eq(fields.bits, 1), i32.eq(fields.steps, 1));
    forElements(code, fields, 1, (elements, input, dst, stride, thresholds) => {
      const most = code.load128(thresholds);
      code.if(
        isSign,
        () => {
          code.call(PLANES_OF_SIGNS, input, fields.frameBytes, thresholds, flip, elements, dst, stride);
        },
        () => {
          const at = code.variable(input);
          const frames = scratch.codes;
          code.times(
            SLICE_FRAMES * 16,
            (slot) => {
              const x = v128.xor(code.load128(at), flip);
              const count = code.variable(code.zeros());
              code.if(
                fields.steps,
                () => {
                  const threshold = code.variable(thresholds);
                  const last = i32.add(thresholds, i32.shl(fields.steps, 4));
                  code.repeat(() => {
                    code.set(count, i8x16.sub(count, i8x16.ge_u(x, code.load128(threshold, 16))));
                    code.set(threshold, i32.add(threshold, 16));
                    return i32.lt_u(threshold, last);
                  });
                  code.set(count, i8x16.min_u(count, most));
                },
                () => code.set(count, i8x16.sub(x, most)),
              );
              code.store(slot, count, frames);
              code.set(at, i32.add(at, fields.frameBytes));
            },
            16,
          );
          code.call(PLANES_OF_CODES, fields.bits, elements, dst, stride);
        },
      );
    });
  });
}

/** The planes of one threshold, 8 frames at a time; see `definePackBytes`. */
function definePlanesOfSigns(module: Assembler): void {
  const parameters = {
    input: 'i32',
    frameBytes: 'i32',
    thresholds: 'i32',
    flip: 'v128',
    elements: 'i32',
    dst: 'i32',
    stride: 'i32',
  } as const;
  module.define(PLANES_OF_SIGNS, parameters, (code, fields) => {
    const { i32, v128, i8x16 } = code;
    const isReachable = i8x16.neg(code.load128(fields.thresholds));
    const threshold = code.load128(fields.thresholds, 16);
    const at = code.variable(fields.input);
    code.times(
      PLANE_BYTES * 16,
      (slot) => {
        const plane = code.zeros();
        for (let frame = 0; frame < 8; frame++) {
          const isReached = i8x16.ge_u(v128.xor(code.load128(at), fields.flip), threshold);
          code.set(
            plane,
            v128.or(
              plane,
              v128.and(
                isReached,
                code.bytes(() => 1 << frame),
              ),
            ),
          );
          code.set(at, i32.add(at, fields.frameBytes));
        }
        code.store(slot, v128.and(plane, isReachable), scratch.bytes);
      },
      16,
    );
    code.call(TURN_BYTES);
    storeTurned(code, fields.elements, fields.dst, fields.stride);
    return undefined;
  });
}

/** Planes of 16 elements from `scratch.bytes`, as many as there are. */
function storeTurned(code: Code, elements: Local, dst: Operand, stride: Local): void {
  const to = code.variable(dst);
  code.times(elements, (element) => {
    code.store(to, code.load128(code.i32.shl(element, 4), scratch.bytes));
    code.set(to, code.i32.add(to, stride));
  });
}

/** Kinds of inputs, see `inputKinds`: four elements as i32, or for number 3 as f32; and bytes by a map of 256 words. */
const loaders: readonly ((code: Code, at: Local, quarter: number, map: Local) => Local)[] = [
  (code, at, quarter) =>
    code.i32x4.extend_low_i16x8_u(code.i16x8.extend_low_i8x16_u(code.load128(at, 4 * quarter, 'load32_zero'))),
  (code, at, quarter) =>
    code.i32x4.extend_low_i16x8_s(code.i16x8.extend_low_i8x16_s(code.load128(at, 4 * quarter, 'load32_zero'))),
  (code, at, quarter) => code.load128(at, 16 * quarter),
  (code, at, quarter) => code.load128(at, 16 * quarter),
  (code, at, quarter, map) =>
    [0, 1, 2, 3].reduce((vector, lane) => {
      const byte = code.load32(at, 4 * quarter + lane, 'load8_u');
      return code.withLane32(vector, lane, wordAt(code, map, byte));
    }, code.zeros()),
];

/** Codes of inputs of any kind, 8 bits at a time. Thresholds are 16 words for each; a count of 0 is for codes less a bias. */
function definePackWords(module: Assembler): void {
  defineInstruction(module, 'packWords', (code, fields) => {
    const { i32, i8x16, i16x8, i32x4, f32x4, v128 } = code;
    const bias = i32x4.splat(fields.bias);
    const low = i32x4.splat(255);
    forElements(code, fields, fields.elementBytes, (elements, input, dst, stride, thresholds) => {
      code.times(
        fields.bits,
        (bit) => {
          code.switch(
            fields.kind,
            loaders.map((load, kind) => () => {
              const at = code.variable(input);
              code.times(
                SLICE_FRAMES * 16,
                (slot) => {
                  const quarters = [0, 1, 2, 3].map((quarter) => {
                    const x = load(code, at, quarter, fields.map);
                    const count = code.variable(code.zeros());
                    code.if(
                      fields.steps,
                      () => {
                        const threshold = code.variable(thresholds);
                        code.times(fields.steps, () => {
                          const t = code.load128(threshold, 16 * quarter);
                          code.set(count, i32x4.sub(count, kind === 3 ? f32x4.ge(x, t) : i32x4.ge_s(x, t)));
                          code.set(threshold, i32.add(threshold, 64));
                        });
                      },
                      () => code.set(count, i32x4.sub(kind === 3 ? i32x4.trunc_sat_f32x4_s(x) : x, bias)),
                    );
                    return v128.and(i32x4.shr_u(count, bit), low);
                  }) as [Local, Local, Local, Local];
                  const [a, b, c, d] = quarters;
                  const codes = i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_u(a, b), i16x8.narrow_i32x4_u(c, d));
                  code.store(slot, codes, scratch.codes);
                  code.set(at, i32.add(at, fields.frameBytes));
                },
                16,
              );
            }),
          );
          const left = i32.sub(fields.bits, bit);
          const bits = code.select(i32.lt_s(left, 8), left, 8);
          code.call(PLANES_OF_CODES, bits, elements, i32.add(dst, i32.shl(bit, 4)), stride);
        },
        8,
      );
    });
  });
}
