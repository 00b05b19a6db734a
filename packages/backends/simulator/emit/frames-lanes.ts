import type { Code, Local } from './assembler.ts';
import { argument, entry, kinds, listOf, placeOf } from './frames-fields.ts';

/** Storage of vectors: `lanes` of the format. */
export interface Lanes {
  /** Where a vector begins. */
  at(vector: Local): Local;
  readonly kind: Local;
  readonly planes: Local;
  readonly planeBytes: Local;
}

export const LANE_ARGUMENTS = 6;

export function lanesOf(code: Code, args: Local, i: number): Lanes {
  const [place, bases] = [placeOf(code, args, i), listOf(code, args, i + 2)];
  return {
    at: (vector) => code.i32.add(place, entry(code, bases, vector)),
    kind: argument(code, args, i + 3),
    planes: argument(code, args, i + 4),
    planeBytes: argument(code, args, i + 5),
  };
}

/** Elements i to i + 3 of a vector, i a multiple of 4, as 32 bits each. */
export function getLanes(code: Code, { kind, planes, planeBytes }: Lanes, vector: Local, i: Local): Local {
  const { i32, i16x8, i32x4, v128 } = code;
  const values = code.variable(code.zeros());
  const bytesAt = i32.add(vector, i);
  const wordsAt = i32.add(vector, i32.shl(i, 2));
  code.switch(kind, [
    () => {
      const lanes = code.bytes((byte) => (byte % 4 === 0 ? 1 << (byte / 4) : 0));
      const at = i32.add(vector, i32.shr_u(i, 3));
      code.times(planes, (plane) => {
        const byte = code.load32(i32.add(at, i32.mul(plane, planeBytes)), 0, 'load8_u');
        const own = v128.and(i32x4.splat(i32.shr_u(byte, i32.and(i, 4))), lanes);
        code.set(values, v128.or(values, v128.and(i32x4.eq(own, lanes), i32x4.splat(i32.shl(1, plane)))));
      });
    },
    () => code.set(values, i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(code.load128(bytesAt, 0, 'load32_zero')))),
    () => code.set(values, code.load128(wordsAt)),
    () => code.set(values, code.load128(wordsAt)),
    () => code.set(values, i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(code.load128(bytesAt, 0, 'load32_zero')))),
  ]);
  return values;
}

/** Writes elements i to i + 3 of a vector of a length, as far as it has them. */
export function putLanes(code: Code, lanes: Lanes, vector: Local, i: Local, length: Local, values: Local): void {
  const { i32, i32x4, i16x8, i8x16 } = code;
  const left = i32.sub(length, i);
  const isWhole = i32.ge_s(left, 4);
  const each = (body: (lane: number) => void): void => {
    for (let lane = 0; lane < 4; lane++) code.if(i32.gt_s(left, lane), () => body(lane));
  };
  code.switch(lanes.kind, [
    () => {
      const own = i32.and(i32.sub(i32.shl(1, code.select(isWhole, 4, left)), 1), 15);
      const at = i32.add(vector, i32.shr_u(i, 3));
      const isHigh = i32.and(i, 4);
      code.times(lanes.planes, (plane) => {
        const mask = i32x4.bitmask(i32x4.shl(values, i32.sub(31, plane)));
        const bits = i32.shl(i32.and(mask, own), isHigh);
        const to = i32.add(at, i32.mul(plane, lanes.planeBytes));
        const before = code.load32(to, 0, 'load8_u');
        code.store8(to, code.select(isHigh, i32.or(before, bits), bits));
      });
    },
    () => {
      const to = i32.add(vector, i);
      const words = i16x8.narrow_i32x4_u(values, values);
      const bytes = code.lane32(i8x16.narrow_i16x8_u(words, words), 0);
      code.if(
        isWhole,
        () => code.store(to, bytes),
        () => each((lane) => code.store8(to, i32.shr_u(bytes, 8 * lane), lane)),
      );
    },
    () => {
      const to = i32.add(vector, i32.shl(i, 2));
      code.if(
        isWhole,
        () => code.store(to, values),
        () => each((lane) => code.store(to, code.lane32(values, lane), 4 * lane)),
      );
    },
  ]);
}

/** Clears what is left of the last word of bits, behind the byte of the last element. */
export function endBits(code: Code, lanes: Lanes, vector: Local, length: Local): void {
  const { i32 } = code;
  code.if(i32.eq(lanes.kind, kinds.bits), () => {
    const bytes = i32.shr_u(i32.add(length, 7), 3);
    const end = i32.shl(i32.shr_u(i32.add(length, 31), 5), 2);
    code.times(lanes.planes, (plane) => {
      const to = i32.add(vector, i32.mul(plane, lanes.planeBytes));
      code.times(i32.sub(end, bytes), (i) => code.store8(i32.add(to, i32.add(bytes, i)), 0));
    });
  });
}
