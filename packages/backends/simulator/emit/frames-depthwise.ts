import { framesLayout } from '../src/wasm/frames-layout.ts';
import type { Assembler, Code, Local } from './assembler.ts';
import { ACTIVATE, finishes, finishOf, finishTables, lineShifts, putDirect } from './frames-activation.ts';
import { argument, dataAt, entry, listOf, placeOf, vectorsOf } from './frames-fields.ts';

/** Products of channels with their filters, 16 columns of a vector at a time. */
export function defineDepthwise(module: Assembler): void {
  module.define('framesDepthwise', { args: 'i32' }, (code, { args }) => {
    const { i32 } = code;
    const vectors = argument(code, args, 0);
    const x = vectorsOf(code, args, 1);
    const taps = argument(code, args, 4);
    const tapList = listOf(code, args, 5);
    const filters = argument(code, args, 7);
    const rows = i32.mul(argument(code, args, 6), filters);
    const way = argument(code, args, 8);
    const columns = argument(code, args, 9);
    const weights = listOf(code, args, 10);
    const after = i32.add(args, 48);
    const finish = code.select(way, finishes.sums, finishOf(code, after));
    const { down, fraction, isChecked } = lineShifts(code, after);
    const areBytes = i32.or(i32.eq(finish, finishes.line), i32.eq(finish, finishes.checkedLine));
    const tableBytes = code.select(isChecked, finishTables[finishes.checkedLine], finishTables[finishes.line]);
    const tables = dataAt(code, argument(code, after, 3));
    const [results, resultBases] = [placeOf(code, after, 9), listOf(code, after, 11)];
    code.times(i32.shr_s(i32.add(rows, 15), 4), (block) => {
      const column = i32.shl(block, 4);
      const table = i32.add(tables, i32.mul(block, tableBytes));
      const isDirect = i32.and(areBytes, i32.le_s(i32.add(column, 16), rows));
      const about = { taps, tapList, column, columns, weights };
      code.if(isDirect, () => {
        // Two at a time, the last two again where they are odd.
        const several = i32.gt_s(vectors, 1);
        const direct = { finish, table, down, fraction };
        const put = (numbers: readonly Local[]): void => {
          const to = numbers.map((vector) => i32.add(i32.add(results, entry(code, resultBases, vector)), column));
          putDirect(code, direct, shortSums(code, about, numbers.map(x)), to);
        };
        code.times(
          code.select(several, vectors, 0),
          (next) => {
            const first = i32.sub(next, i32.lt_s(i32.sub(vectors, next), 2));
            put([first, i32.add(first, 1)]);
          },
          2,
        );
        code.times(code.select(several, 0, vectors), (vector) => put([vector]));
      });
      code.times(code.select(isDirect, 0, vectors), (vector) => {
        const from = x(vector);
        code.switch(way, [
          () => shortSums(code, about, [from])[0]!.forEach((sum, i) => code.store(0, sum, framesLayout.sums + 16 * i)),
          () => longSums(code, about, from),
          () => plainSums(code, about, from, filters, rows, false),
          () => plainSums(code, about, from, filters, rows, true),
        ]);
        code.call(ACTIVATE, after, rows, vector, block, framesLayout.sums);
      });
    });
    return undefined;
  });
}

interface Columns {
  readonly taps: Local;
  readonly tapList: Local;
  readonly column: Local;
  readonly columns: Local;
  readonly weights: Local;
}

/** For each tap: where the first of the columns' bytes of some vectors and of the weights are. */
function eachTap(
  code: Code,
  { taps, tapList, column, columns, weights }: Columns,
  from: readonly Local[],
  body: (x: readonly Local[], w: Local) => void,
): void {
  const { i32 } = code;
  const w = code.variable(i32.add(weights, i32.shl(column, 1)));
  const starts = from.map((own) => i32.add(own, column));
  const step = i32.shl(columns, 1);
  code.times(taps, (tap) => {
    const offset = entry(code, tapList, tap);
    body(
      starts.map((start) => i32.add(start, offset)),
      w,
    );
    code.set(w, i32.add(w, step));
  });
}

/** In 16 bits, which hold every sum: those of each vector. */
function shortSums(code: Code, about: Columns, from: readonly Local[]): readonly (readonly Local[])[] {
  const { i16x8, i32x4 } = code;
  const sums = from.map(() => [0, 1].map(() => code.variable(code.zeros())));
  eachTap(code, about, from, (x, w) => {
    for (const i of [0, 1]) {
      const own = code.load128(w, 16 * i);
      sums.forEach((halves, vector) => {
        const product = i16x8.mul(code.load128(x[vector]!, 8 * i, 'load8x8_u'), own);
        code.set(halves[i]!, i16x8.add(halves[i]!, product));
      });
    }
  });
  return sums.map((halves) => {
    const [low, high] = halves as [Local, Local];
    return [
      i32x4.extend_low_i16x8_s(low),
      i32x4.extend_high_i16x8_s(low),
      i32x4.extend_low_i16x8_s(high),
      i32x4.extend_high_i16x8_s(high),
    ];
  });
}

/** In 32 bits. */
function longSums(code: Code, about: Columns, from: Local): void {
  const { i32x4 } = code;
  const sums = [0, 1, 2, 3].map(() => code.variable(code.zeros()));
  eachTap(code, about, [from], ([x], w) => {
    for (const i of [0, 1]) {
      const [values, weights] = [code.load128(x!, 8 * i, 'load8x8_u'), code.load128(w, 16 * i)];
      const [low, high] = [sums[2 * i]!, sums[2 * i + 1]!];
      code.set(low, i32x4.add(low, i32x4.extmul_low_i16x8_s(values, weights)));
      code.set(high, i32x4.add(high, i32x4.extmul_high_i16x8_s(values, weights)));
    }
  });
  sums.forEach((sum, i) => code.store(0, sum, framesLayout.sums + 16 * i));
}

/** One by one: several filters a channel, or words. */
function plainSums(code: Code, about: Columns, from: Local, filters: Local, rows: Local, areWords: boolean): void {
  const { i32 } = code;
  const { taps, tapList, column, columns, weights } = about;
  const left = i32.sub(rows, column);
  const size = areWords ? 2 : 0;
  code.times(code.select(i32.lt_s(left, 16), left, 16), (i) => {
    const own = i32.add(column, i);
    const channel = i32.shl(i32.div_u(own, filters), size);
    const sum = code.variable(0);
    code.times(taps, (tap) => {
      const x = i32.add(i32.add(from, channel), entry(code, tapList, tap));
      const at = i32.add(i32.mul(tap, columns), own);
      const w = i32.add(weights, i32.shl(at, areWords ? 2 : 1));
      const value = areWords ? code.load32(x) : code.load32(x, 0, 'load8_u');
      const weight = areWords ? code.load32(w) : code.load32(w, 0, 'load16_s');
      code.set(sum, i32.add(sum, i32.mul(value, weight)));
    });
    code.store(i32.shl(i, 2), sum, framesLayout.sums);
  });
}
