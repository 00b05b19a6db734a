import type { Assembler, Code, Local } from './assembler.ts';
import { argument, dataAt, entry, kinds, placeOf } from './frames-fields.ts';

/** Codes of the 16 sums at `sums`, in place, then to where a vector's block of results goes. */
export const ACTIVATE = 'framesActivate';

export function defineActivation(module: Assembler): void {
  const parameters = { after: 'i32', rows: 'i32', vector: 'i32', block: 'i32', sums: 'i32' } as const;
  module.define(ACTIVATE, parameters, (code, { after, rows, vector, block, sums }) => {
    const { i32 } = code;
    const steps = argument(code, after, 2);
    const row = code.variable(block);
    const classes = argument(code, after, 4);
    code.if(i32.ge_s(classes, 0), () => {
      const own = entry(code, dataAt(code, classes), vector);
      code.set(row, i32.add(row, i32.mul(own, i32.shr_s(i32.add(rows, 15), 4))));
    });
    code.if(
      i32.eqz(steps),
      () => scaled(code, after, row, sums),
      () => {
        code.if(
          i32.lt_s(steps, 0),
          () => {
            const { isChecked } = lineShifts(code, after);
            code.if(
              isChecked,
              () => onLine(code, after, row, sums, true),
              () => onLine(code, after, row, sums, false),
            );
          },
          () => counted(code, after, row, sums),
        );
      },
    );
    const base = entry(code, dataAt(code, argument(code, after, 11)), vector);
    putBlock(code, after, rows, block, i32.add(placeOf(code, after, 9), base), sums);
    return undefined;
  });
}

/** What is made of sums at once, without memory between: see `finishOf`. */
export const finishes = { sums: 0, line: 1, checkedLine: 2, signs: 3 } as const;
/** Bytes of the tables of a block of 16 rows, by finish. */
export const finishTables = [0, 4 * 64, 6 * 64, 64] as const;

/** Where the results of sums go that are still in variables, with what says how. */
export interface Direct {
  readonly finish: Local;
  /** Tables of the block. */
  readonly table: Local;
  readonly down: Local;
  readonly fraction: Local;
}

/** Results of the sums of 16 rows, of one or several vectors, by a finish that is not that to sums. */
export function putDirect(
  code: Code,
  { finish, table, down, fraction }: Direct,
  sums: readonly (readonly Local[])[],
  to: readonly Local[],
  otherwise: () => void = () => undefined,
): void {
  const { i8x16, i16x8, i32x4 } = code;
  const lines = (isChecked: boolean) => (): void => {
    sums.forEach((own, vector) => {
      const codes = own.map((sum, i) => lineOf(code, sum, { table, down, fraction, isChecked }, 16 * i));
      const [a, b, c, d] = codes as [Local, Local, Local, Local];
      code.store(to[vector]!, i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_u(a, b), i16x8.narrow_i32x4_u(c, d)));
    });
  };
  const signs = (): void => {
    sums.forEach((own, vector) => {
      const reached = own.map((sum, i) => i32x4.ge_s(sum, code.load128(table, 16 * i)));
      const [a, b, c, d] = reached as [Local, Local, Local, Local];
      // Masks of −1 stay masks when they are narrowed.
      const bytes = i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
      code.store16(to[vector]!, i8x16.bitmask(bytes));
    });
  };
  code.switch(finish, [otherwise, lines(false), lines(true), signs]);
}

/** Thresholds on lines: the address of the tables of a block, and what `steps` says of them. */
interface Line {
  readonly table: Local;
  readonly down: Local;
  readonly fraction: Local;
  readonly isChecked: boolean;
}

/** The number of thresholds reached, of the rows at an offset of a block's tables; see `Staircase`. */
function lineOf(code: Code, sum: Local, { table, down, fraction, isChecked }: Line, at: number): Local {
  const { i32x4 } = code;
  const entryOf = (step: number): Local => code.load128(table, 64 * step + at);
  const clamped = i32x4.min_s(i32x4.max_s(sum, entryOf(0)), entryOf(1));
  const count = i32x4.shr_u(i32x4.add(i32x4.mul(clamped, entryOf(2)), entryOf(3)), down);
  if (!isChecked) return count;
  const threshold = i32x4.shr_s(i32x4.add(i32x4.mul(count, entryOf(4)), entryOf(5)), fraction);
  return i32x4.add(count, i32x4.gt_s(threshold, clamped));
}

/** The shifts that negative steps stand for. */
export function lineShifts(code: Code, after: Local): Pick<Line, 'down' | 'fraction'> & { readonly isChecked: Local } {
  const { i32 } = code;
  const both = i32.sub(0, argument(code, after, 2));
  const fraction = i32.shr_u(both, 8);
  return { down: i32.and(both, 255), fraction, isChecked: i32.ne(fraction, 0) };
}

/** Which of `finishes` an instruction can take for whole blocks. */
export function finishOf(code: Code, after: Local): Local {
  const { i32 } = code;
  const [steps, classes, kind] = [2, 4, 6].map((i) => argument(code, after, i)) as [Local, Local, Local];
  const areBytes = i32.and(i32.lt_s(steps, 0), i32.eq(kind, kinds.bytes));
  const areSigns = i32.and(i32.eq(steps, 1), i32.eq(kind, kinds.bits));
  const line = code.select(lineShifts(code, after).isChecked, finishes.checkedLine, finishes.line);
  return i32.and(i32.or(i32.mul(areBytes, line), i32.mul(areSigns, finishes.signs)), i32.sub(0, i32.lt_s(classes, 0)));
}

const VECTORS = [0, 16, 32, 48] as const;

/** factor · S + initial */
function scaled(code: Code, after: Local, row: Local, sums: Local): void {
  const { i32, i32x4 } = code;
  const factor = i32x4.splat(argument(code, after, 0));
  const initial = i32.add(dataAt(code, argument(code, after, 1)), i32.shl(row, 6));
  for (const at of VECTORS) {
    const product = i32x4.mul(code.load128(sums, at), factor);
    code.store(sums, i32x4.add(product, code.load128(initial, at)), at);
  }
}

function onLine(code: Code, after: Local, row: Local, sums: Local, isChecked: boolean): void {
  const { i32 } = code;
  const bytes = finishTables[isChecked ? finishes.checkedLine : finishes.line];
  const table = i32.add(dataAt(code, argument(code, after, 3)), i32.mul(row, bytes));
  const { down, fraction } = lineShifts(code, after);
  for (const at of VECTORS)
    code.store(sums, lineOf(code, code.load128(sums, at), { table, down, fraction, isChecked }, at), at);
}

/** bias + #{k : S ≥ t[k]} */
function counted(code: Code, after: Local, row: Local, sums: Local): void {
  const { i32, i32x4 } = code;
  const steps = argument(code, after, 2);
  const bias = i32x4.splat(argument(code, after, 5));
  const first = i32.add(dataAt(code, argument(code, after, 3)), i32.shl(i32.mul(row, steps), 6));
  for (const at of VECTORS) {
    const sum = code.load128(sums, at);
    const count = code.variable(bias);
    code.times(steps, (k) => {
      const threshold = code.load128(i32.add(first, i32.shl(k, 6)), at);
      code.set(count, i32x4.sub(count, i32x4.ge_s(sum, threshold)));
    });
    code.store(sums, count, at);
  }
}

/** 16 codes in 32 bits to results of a block, no more than there are rows. */
function putBlock(code: Code, after: Local, rows: Local, block: Local, to: Local, sums: Local): void {
  const { i32, i32x4, i16x8, i8x16 } = code;
  const kind = argument(code, after, 6);
  const left = i32.sub(rows, i32.shl(block, 4));
  const isWhole = i32.ge_s(left, 16);
  const count = code.select(isWhole, 16, left);
  const codes = (): readonly Local[] => VECTORS.map((at) => code.load128(sums, at));
  code.switch(kind, [
    () => {
      const planes = argument(code, after, 7);
      const planeBytes = argument(code, after, 8);
      const own = i32.add(to, i32.shl(block, 1));
      const last = i32.shr_s(i32.sub(rows, 1), 4);
      const isLastEven = i32.and(i32.eq(block, last), i32.eqz(i32.and(block, 1)));
      code.times(planes, (plane) => {
        const bits = code.variable(0);
        const up = i32.sub(31, plane);
        codes().forEach((vector, i) => {
          const mask = i32x4.bitmask(i32x4.shl(vector, up));
          code.set(bits, i32.or(bits, i32.shl(mask, 4 * i)));
        });
        const at = i32.add(own, i32.mul(plane, planeBytes));
        code.store16(at, bits);
        code.if(isLastEven, () => code.store16(at, 0, 2));
      });
    },
    () => {
      const own = i32.add(to, i32.shl(block, 4));
      code.if(
        isWhole,
        () => {
          const [a, b, c, d] = codes() as [Local, Local, Local, Local];
          code.store(own, i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_u(a, b), i16x8.narrow_i32x4_u(c, d)));
        },
        () => code.times(count, (i) => code.store8(i32.add(own, i), entry(code, sums, i))),
      );
    },
    () => {
      const own = i32.add(to, i32.shl(block, 6));
      code.times(count, (i) => code.store(i32.add(own, i32.shl(i, 2)), entry(code, sums, i)));
    },
  ]);
}
