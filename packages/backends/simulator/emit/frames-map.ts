import type { Assembler, Code, Local } from './assembler.ts';
import { argument, listOf } from './frames-fields.ts';
import { endBits, getLanes, LANE_ARGUMENTS, lanesOf, putLanes } from './frames-lanes.ts';

export function defineMaps(module: Assembler): void {
  defineMap(module);
  defineFrameAdd(module);
}

/** Parameters of a mapping, see `mapWays`. */
interface Mapping {
  readonly period: Local;
  readonly a: Local;
  readonly b: Local;
  readonly count: Local;
  readonly bias: Local;
  readonly halfEven: Local;
  readonly low: Local;
  readonly high: Local;
}

/** Four elements at a time, but tables of bytes one by one and comparisons of bytes sixteen at a time. */
function defineMap(module: Assembler): void {
  module.define('framesMap', { args: 'i32' }, (code, { args }) => {
    const { i32 } = code;
    const vectors = argument(code, args, 0);
    const length = argument(code, args, 1);
    const x = lanesOf(code, args, 2);
    const y = lanesOf(code, args, 2 + LANE_ARGUMENTS);
    const first = 2 + 2 * LANE_ARGUMENTS;
    const way = argument(code, args, first);
    const mapping: Mapping = {
      period: argument(code, args, first + 1),
      a: listOf(code, args, first + 2),
      b: listOf(code, args, first + 3),
      count: argument(code, args, first + 4),
      bias: argument(code, args, first + 5),
      halfEven: argument(code, args, first + 6),
      low: argument(code, args, first + 7),
      high: argument(code, args, first + 8),
    };
    code.times(vectors, (vector) => {
      const [from, to] = [x.at(vector), y.at(vector)];
      const fours = (of: (values: Local, at: Local) => Local): void => {
        const at = code.variable(0);
        code.times(
          length,
          (i) => {
            putLanes(code, y, to, i, length, of(getLanes(code, x, from, i), at));
            advance(code, at, 4, mapping.period);
          },
          4,
        );
        endBits(code, y, to, length);
      };
      code.switch(way, [
        () => fours((values) => affine(code, mapping, values)),
        () => fours((values, at) => steps(code, mapping, values, at, 'i32x4')),
        () => fours((values, at) => steps(code, mapping, values, at, 'f32x4')),
        () => fours((values, at) => requantised(code, mapping, values, at)),
        () => fours((values, at) => channelwise(code, mapping, values, at)),
        () =>
          code.times(length, (i) => {
            const byte = code.load32(i32.add(from, i), 0, 'load8_u');
            code.store8(i32.add(to, i), code.load32(i32.add(mapping.a, byte), 0, 'load8_u'));
          }),
        () => compareBytes(code, mapping, from, to, length),
      ]);
    });
    return undefined;
  });
}

function advance(code: Code, at: Local, by: number, period: Local): void {
  const { i32 } = code;
  const next = i32.add(at, by);
  code.set(at, code.select(i32.ge_s(next, period), i32.sub(next, period), next));
}

function affine(code: Code, { count, bias }: Mapping, values: Local): Local {
  const { i32x4 } = code;
  return i32x4.add(i32x4.mul(values, i32x4.splat(count)), i32x4.splat(bias));
}

function steps(
  code: Code,
  { period, a, count, bias }: Mapping,
  values: Local,
  at: Local,
  type: 'i32x4' | 'f32x4',
): Local {
  const { i32, i32x4, f32x4 } = code;
  const pitch = i32.shl(i32.add(period, 16), 2);
  const codes = code.variable(i32x4.splat(bias));
  const row = code.variable(i32.add(a, i32.shl(at, 2)));
  code.times(count, () => {
    const thresholds = code.load128(row);
    const reached = type === 'i32x4' ? i32x4.ge_s(values, thresholds) : f32x4.ge(values, thresholds);
    code.set(codes, i32x4.sub(codes, reached));
    code.set(row, i32.add(row, pitch));
  });
  return codes;
}

function channelwise(code: Code, { a, b }: Mapping, values: Local, at: Local): Local {
  const { i32, i32x4 } = code;
  const offset = i32.shl(at, 2);
  return i32x4.add(i32x4.mul(values, code.load128(i32.add(a, offset))), code.load128(i32.add(b, offset)));
}

/** clamp(round((a · x + b) / 2^count)) + bias, two elements of 64 bits at a time. */
function requantised(code: Code, { a, b, count, bias, halfEven, low, high }: Mapping, values: Local, at: Local): Local {
  const { i32, i64x2, v128, i32x4 } = code;
  const offset = i32.shl(at, 3);
  const one = i64x2.extend_low_i32x4_s(i32x4.splat(1));
  const wide = (value: Local): Local => i64x2.extend_low_i32x4_s(i32x4.splat(value));
  const [least, most] = [wide(low), wide(high)];
  const isRounded = i32x4.splat(i32.sub(0, i32.and(halfEven, i32.ne(count, 0))));
  const halves = [i64x2.extend_low_i32x4_s(values), i64x2.extend_high_i32x4_s(values)].map((x, i) => {
    const factor = code.load128(i32.add(a, offset), 16 * i);
    const summand = code.load128(i32.add(b, offset), 16 * i);
    const product = i64x2.add(i64x2.mul(x, factor), summand);
    const floor = i64x2.shr_s(product, count);
    const rest = i64x2.sub(product, i64x2.shl(floor, count));
    // One half is 2^(count − 1); with count 0 there is no rest and nothing is rounded.
    const half = i64x2.shl(one, i32.sub(count, i32.ne(count, 0)));
    const isOdd = v128.and(floor, one);
    const isTie = v128.and(i64x2.eq(rest, half), isOdd);
    const up = v128.or(v128.and(i64x2.gt_s(rest, half), one), isTie);
    const rounded = i64x2.add(floor, v128.and(up, isRounded));
    const above = v128.bitselect(least, rounded, i64x2.gt_s(least, rounded));
    return v128.bitselect(most, above, i64x2.gt_s(above, most));
  });
  const codes = code.shuffle(halves[0]!, halves[1]!, (byte) =>
    byte < 8 ? byte + (byte >= 4 ? 4 : 0) : byte + (byte >= 12 ? 12 : 8),
  );
  return i32x4.add(codes, i32x4.splat(bias));
}

/** Bits of bytes that reach the byte of their channel. */
function compareBytes(code: Code, { period, a }: Mapping, from: Local, to: Local, length: Local): void {
  const { i32, i8x16 } = code;
  const at = code.variable(0);
  const end = i32.shl(i32.shr_u(i32.add(length, 31), 5), 5);
  code.times(
    end,
    (i) => {
      const left = i32.sub(length, i);
      const own = code.select(i32.ge_s(left, 16), 16, code.select(i32.gt_s(left, 0), left, 0));
      const reached = i8x16.bitmask(i8x16.ge_u(code.load128(i32.add(from, i)), code.load128(i32.add(a, at))));
      const mask = i32.sub(i32.shl(1, own), 1);
      code.store16(i32.add(to, i32.shr_u(i, 3)), i32.and(reached, mask));
      advance(code, at, 16, period);
    },
    16,
  );
}

/** aFactor · a + bFactor · b + constant. */
function defineFrameAdd(module: Assembler): void {
  module.define('framesAdd', { args: 'i32' }, (code, { args }) => {
    const { i32x4 } = code;
    const vectors = argument(code, args, 0);
    const length = argument(code, args, 1);
    const [a, b, y] = [0, 1, 2].map((i) => lanesOf(code, args, 2 + i * LANE_ARGUMENTS)) as [
      ReturnType<typeof lanesOf>,
      ReturnType<typeof lanesOf>,
      ReturnType<typeof lanesOf>,
    ];
    const [f, g, constant] = [0, 1, 2].map((i) => i32x4.splat(argument(code, args, 2 + 3 * LANE_ARGUMENTS + i))) as [
      Local,
      Local,
      Local,
    ];
    code.times(vectors, (vector) => {
      const [left, right, to] = [a.at(vector), b.at(vector), y.at(vector)];
      code.times(
        length,
        (i) => {
          const one = i32x4.mul(getLanes(code, a, left, i), f);
          const other = i32x4.mul(getLanes(code, b, right, i), g);
          putLanes(code, y, to, i, length, i32x4.add(i32x4.add(one, other), constant));
        },
        4,
      );
      endBits(code, y, to, length);
    });
    return undefined;
  });
}
