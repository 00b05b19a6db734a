import type { Assembler, Code, Local } from './assembler.ts';
import { argument, dataAt, entry, placeOf } from './frames-fields.ts';

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
          () => onLine(code, after, row, sums),
          () => counted(code, after, row, sums),
        );
      },
    );
    const base = entry(code, dataAt(code, argument(code, after, 11)), vector);
    putBlock(code, after, rows, block, i32.add(placeOf(code, after, 9), base), sums);
    return undefined;
  });
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

/** bias + (clamp(S, low, high) · factor + summand) >> shift */
function onLine(code: Code, after: Local, row: Local, sums: Local): void {
  const { i32, i32x4 } = code;
  const shift = i32.sub(0, argument(code, after, 2));
  const bias = i32x4.splat(argument(code, after, 5));
  const line = i32.add(dataAt(code, argument(code, after, 3)), i32.shl(row, 8));
  for (const at of VECTORS) {
    const [low, high, factor, summand] = [0, 64, 128, 192].map((table) => code.load128(line, table + at)) as [
      Local,
      Local,
      Local,
      Local,
    ];
    const clamped = i32x4.min_s(i32x4.max_s(code.load128(sums, at), low), high);
    const count = i32x4.shr_u(i32x4.add(i32x4.mul(clamped, factor), summand), shift);
    code.store(sums, i32x4.add(count, bias), at);
  }
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
