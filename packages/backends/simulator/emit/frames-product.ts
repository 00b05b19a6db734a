import { framesLayout } from '../src/wasm/frames-layout.ts';
import type { Assembler, Code, Local } from './assembler.ts';
import { ACTIVATE } from './frames-activation.ts';
import { argument, listOf, vectorsOf } from './frames-fields.ts';

/** Ways for words to meet, in the order of `meetings`. */
const ways = ['Xor', 'And', 'Dot', 'Dot', 'Mul'] as const;
type Way = (typeof ways)[number];

/** Bytes of the weights of a block that meet a word. The loader spreads weights of `Dot` to 16 bits, in pairs. */
const weightBytes = { Xor: 64, And: 64, Dot: 128, Mul: 64 } as const;

export function defineFrameProducts(module: Assembler): void {
  for (const way of ['Xor', 'And', 'Dot', 'Mul'] as const) {
    defineTile(module, way, 1);
    defineTile(module, way, 2);
  }
  defineProduct(module);
}

const tileName = (way: Way, vectors: number): string => `frames${way}${vectors}`;

/**
 * Sums of 16 rows for one or two vectors: shifted, and added to those at `sums` or, with `sign` −1, subtracted.
 *
 * A word of a vector is in all lanes, those of the rows in four vectors of weights.
 */
function defineTile(module: Assembler, way: Way, vectors: 1 | 2): void {
  const parameters = {
    x0: 'i32',
    x1: 'i32',
    segments: 'i32',
    count: 'i32',
    weights: 'i32',
    shift: 'i32',
    sign: 'i32',
  } as const;
  module.define(tileName(way, vectors), parameters, (code, { x0, x1, segments, count, weights, shift, sign }) => {
    const { i32, i32x4, v128 } = code;
    const from = [x0, x1].slice(0, vectors);
    const sums = from.map(() => [0, 1, 2, 3].map(() => code.variable(code.zeros())));
    const w = code.variable(weights);
    code.times(count, (s) => {
      const segment = i32.add(segments, i32.shl(s, 3));
      const [offset, words] = [code.load32(segment), code.load32(segment, 4)];
      const at = from.map((x) => code.variable(i32.add(x, offset)));
      code.times(words, () => {
        meet(code, way, at, w, sums);
        for (const one of at) code.set(one, i32.add(one, 4));
        code.set(w, i32.add(w, weightBytes[way]));
      });
    });
    const negative = i32x4.splat(sign);
    sums.forEach((own, vector) => {
      own.forEach((sum, i) => {
        const to = framesLayout.sums + 64 * vector + 16 * i;
        const signed = i32x4.sub(v128.xor(i32x4.shl(sum, shift), negative), negative);
        code.store(0, i32x4.add(code.load128(0, to), signed), to);
      });
    });
    return undefined;
  });
}

/** One word of each vector with four vectors of weights. */
function meet(code: Code, way: Way, at: readonly Local[], w: Local, sums: readonly (readonly Local[])[]): void {
  const { i32x4, i16x8, i8x16, v128 } = code;
  if (way === 'Dot') {
    for (const half of [0, 1]) {
      const pairs = at.map((x) => i16x8.extend_low_i8x16_u(code.load128(x, 2 * half, 'load16_splat')));
      for (let i = 0; i < 4; i++) {
        const weights = code.load128(w, 64 * half + 16 * i);
        pairs.forEach((pair, vector) => {
          const sum = sums[vector]![i]!;
          code.set(sum, i32x4.add(sum, i32x4.dot_i16x8_s(pair, weights)));
        });
      }
    }
    return;
  }
  const words = at.map((x) => code.load128(x, 0, 'load32_splat'));
  for (let i = 0; i < 4; i++) {
    const weights = code.load128(w, 16 * i);
    words.forEach((word, vector) => {
      const sum = sums[vector]![i]!;
      const joined = way === 'Mul' ? i32x4.mul(word, weights) : v128[way === 'Xor' ? 'xor' : 'and'](word, weights);
      const added =
        way === 'Mul' ? joined : i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(i8x16.popcnt(joined)));
      code.set(sum, i32x4.add(sum, added));
    });
  }
}

/** Blocks of rows in the outer loop, so that their weights stay in the cache for all vectors. */
function defineProduct(module: Assembler): void {
  module.define('framesProduct', { args: 'i32' }, (code, { args }) => {
    const { i32 } = code;
    const vectors = argument(code, args, 0);
    const x = vectorsOf(code, args, 1);
    const segments = listOf(code, args, 5);
    const count = argument(code, args, 4);
    const words = argument(code, args, 6);
    const meeting = argument(code, args, 7);
    const rows = argument(code, args, 8);
    const pairs = argument(code, args, 9);
    const pairList = listOf(code, args, 10);
    const weights = listOf(code, args, 11);
    const after = i32.add(args, 48);
    const isDot = i32.or(i32.eq(meeting, 2), i32.eq(meeting, 3));
    const blockBytes = i32.shl(i32.mul(words, 64), isDot);
    const blocks = i32.shr_s(i32.add(rows, 15), 4);
    const tile = (first: Local, own: Local, several: 1 | 2): void => {
      for (let i = 0; i < 4 * several; i++) code.store(0, code.zeros(), framesLayout.sums + 16 * i);
      const x0 = x(first);
      const x1 = several === 2 ? x(i32.add(first, 1)) : x0;
      code.times(pairs, (pair) => {
        const about = i32.add(pairList, i32.shl(pair, 4));
        const plane = code.load32(about);
        const operands = [
          i32.add(x0, plane),
          i32.add(x1, plane),
          segments,
          count,
          i32.add(own, i32.shl(code.load32(about, 4), 2)),
          code.load32(about, 8),
          i32.sub(0, code.load32(about, 12)),
        ];
        code.switch(
          meeting,
          ways.map((way) => () => code.call(tileName(way, several), ...operands)),
        );
      });
    };
    code.times(blocks, (block) => {
      const own = i32.add(weights, i32.mul(block, blockBytes));
      const even = i32.and(vectors, -2);
      code.times(
        even,
        (vector) => {
          tile(vector, own, 2);
          code.call(ACTIVATE, after, rows, vector, block, framesLayout.sums);
          code.call(ACTIVATE, after, rows, i32.add(vector, 1), block, framesLayout.sums + 64);
        },
        2,
      );
      code.if(i32.and(vectors, 1), () => {
        tile(even, own, 1);
        code.call(ACTIVATE, after, rows, even, block, framesLayout.sums);
      });
    });
    return undefined;
  });
}
