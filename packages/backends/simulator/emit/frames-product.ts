import { framesLayout } from '../src/wasm/frames-layout.ts';
import type { Assembler, Code, Local, Operand } from './assembler.ts';
import { ACTIVATE, finishes, finishOf, finishTables, lineShifts, putDirect } from './frames-activation.ts';
import { argument, dataAt, entry, listOf, placeOf } from './frames-fields.ts';

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
 * Sums of 16 rows for all of some vectors, one or two at a time: shifted, and added to those at `sums` or, with `sign` −1,
 * subtracted. Or, with another finish, results by a table of the block. The last two begin earlier where they are odd.
 *
 * A word of a vector is in all lanes, those of the rows in four vectors of weights.
 */
function defineTile(module: Assembler, way: Way, several: 1 | 2): void {
  const parameters = {
    x: 'i32',
    bases: 'i32',
    vectors: 'i32',
    segments: 'i32',
    count: 'i32',
    weights: 'i32',
    shift: 'i32',
    sign: 'i32',
    finish: 'i32',
    table: 'i32',
    down: 'i32',
    fraction: 'i32',
    results: 'i32',
    resultBases: 'i32',
  } as const;
  module.define(tileName(way, several), parameters, (code, fields) => {
    const { i32, i32x4, v128 } = code;
    const { x, bases, vectors, segments, count, shift, results, resultBases } = fields;
    code.times(
      vectors,
      (next) => {
        const left = i32.sub(vectors, next);
        const first = several === 2 ? i32.sub(next, i32.lt_s(left, 2)) : next;
        const numbers = several === 2 ? [first, i32.add(first, 1)] : [first];
        const from = numbers.map((vector) => i32.add(x, entry(code, bases, vector)));
        const sums = numbers.map(() => [0, 1, 2, 3].map(() => code.variable(code.zeros())));
        const w = code.variable(fields.weights);
        code.times(count, (s) => {
          const segment = i32.add(segments, i32.shl(s, 3));
          const [offset, words] = [code.load32(segment), code.load32(segment, 4)];
          const at = from.map((own) => code.variable(i32.add(own, offset)));
          code.times(words, () => {
            meet(code, way, at, w, sums);
            for (const one of at) code.set(one, i32.add(one, 4));
            code.set(w, i32.add(w, weightBytes[way]));
          });
        });
        // What follows is a product alone: its sums are not shifted.
        const negative = i32x4.splat(fields.sign);
        for (const sum of sums.flat()) code.set(sum, i32x4.sub(v128.xor(sum, negative), negative));
        const to = numbers.map((vector) => i32.add(results, entry(code, resultBases, vector)));
        putDirect(code, fields, sums, to, () => {
          sums.flat().forEach((sum, i) => {
            const own = framesLayout.sums + 16 * i;
            code.store(0, i32x4.add(code.load128(0, own), i32x4.shl(sum, shift)), own);
          });
        });
      },
      several,
    );
    return undefined;
  });
}

/** One word of each vector with four vectors of weights. */
function meet(code: Code, way: Way, at: readonly Local[], w: Local, sums: readonly (readonly Local[])[]): void {
  const { i32x4, i16x8, i8x16, v128 } = code;
  if (way === 'Dot') {
    // Bytes 0 and 2 of a word are a pair of 16 bits, and bytes 1 and 3.
    const low = code.bytes((byte) => (byte % 2 === 0 ? 255 : 0));
    const words = at.map((x) => code.load128(x, 0, 'load32_splat'));
    for (const half of [0, 1]) {
      const pairs = words.map((word) => (half === 0 ? v128.and(word, low) : i16x8.shr_u(word, 8)));
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
    const [x, bases] = [placeOf(code, args, 1), listOf(code, args, 3)];
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
    const isPlain = i32.and(i32.eq(pairs, 1), i32.eqz(code.load32(pairList, 8)));
    const direct = i32.mul(finishOf(code, after), isPlain);
    const isBytes = i32.or(i32.eq(direct, finishes.line), i32.eq(direct, finishes.checkedLine));
    const { down, fraction } = lineShifts(code, after);
    const tableBytes = code.variable(0);
    code.switch(
      direct,
      finishTables.map((bytes) => () => code.set(tableBytes, bytes)),
    );
    const tables = dataAt(code, argument(code, after, 3));
    const [results, resultBases] = [placeOf(code, after, 9), listOf(code, after, 11)];
    const several = i32.gt_s(vectors, 1);
    code.times(blocks, (block) => {
      const own = i32.add(weights, i32.mul(block, blockBytes));
      // Bytes of a block that is not whole are fewer than its sums; bits behind the last row are 0 anyway.
      const isCut = i32.and(isBytes, i32.gt_s(i32.shl(i32.add(block, 1), 4), rows));
      const finish = code.select(isCut, finishes.sums, direct);
      const table = i32.add(tables, i32.mul(block, tableBytes));
      const offset = i32.shl(block, code.select(isBytes, 4, 1));
      const to = i32.add(results, offset);
      /** Some vectors from one on with one pair of planes. */
      const tile = (first: Operand, some: Operand, pair: Operand): void => {
        const about = i32.add(pairList, i32.shl(pair, 4));
        const [ownBases, ownResults] = [bases, resultBases].map((list) => i32.add(list, i32.shl(first, 2)));
        const operands = [
          ...[i32.add(x, code.load32(about)), ownBases!, some, segments, count],
          i32.add(own, i32.shl(code.load32(about, 4), 2)),
          ...[code.load32(about, 8), i32.sub(0, code.load32(about, 12)), finish],
          ...[table, down, fraction, to, ownResults!],
        ];
        code.switch(
          meeting,
          ways.map((way) => () => {
            code.if(
              several,
              () => code.call(tileName(way, 2), ...operands),
              () => code.call(tileName(way, 1), ...operands),
            );
          }),
        );
      };
      code.if(
        finish,
        () => tile(0, vectors, 0),
        () => {
          const some = code.select(several, 2, 1);
          const step = code.variable(0);
          code.repeat(() => {
            const first = i32.sub(step, i32.and(several, i32.lt_s(i32.sub(vectors, step), 2)));
            for (let i = 0; i < 8; i++) code.store(0, code.zeros(), framesLayout.sums + 16 * i);
            code.times(pairs, (pair) => tile(first, some, pair));
            code.times(some, (vector) => {
              const sums = i32.add(framesLayout.sums, i32.shl(vector, 6));
              code.call(ACTIVATE, after, rows, i32.add(first, vector), block, sums);
            });
            code.set(step, i32.add(step, some));
            return i32.lt_s(step, vectors);
          });
        },
      );
    });
    return undefined;
  });
}
