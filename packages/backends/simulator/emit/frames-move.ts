import type { Assembler, Code, Local } from './assembler.ts';
import { argument, dataAt, kinds, listOf, placeOf, vectorsOf } from './frames-fields.ts';

export function defineFrameMoves(module: Assembler): void {
  defineFrameCopy(module);
  defineFill(module);
  defineFrameMax(module);
  defineTop(module);
}

/** For pieces of 16 bytes, then the bytes that are left. */
function pieces(code: Code, bytes: Local, many: (at: Local) => void, one: (at: Local) => void): void {
  const { i32 } = code;
  const whole = i32.and(bytes, -16);
  code.times(whole, many, 16);
  code.times(i32.sub(bytes, whole), (i) => one(i32.add(whole, i)));
}

/** The runs of a list of three words each. */
function eachRun(code: Code, args: Local, list: number, body: (words: readonly [Local, Local, Local]) => void): void {
  const { i32 } = code;
  const runs = dataAt(code, argument(code, args, list));
  code.times(argument(code, args, 0), (i) => {
    const at = i32.add(runs, i32.mul(i, 12));
    body([code.load32(at), code.load32(at, 4), code.load32(at, 8)]);
  });
}

function defineFrameCopy(module: Assembler): void {
  module.define('framesCopy', { args: 'i32' }, (code, { args }) => {
    const { i32 } = code;
    const [from, to] = [placeOf(code, args, 1), placeOf(code, args, 3)];
    eachRun(code, args, 5, ([source, target, bytes]) => {
      const [x, y] = [i32.add(from, source), i32.add(to, target)];
      pieces(
        code,
        bytes,
        (at) => code.store(i32.add(y, at), code.load128(i32.add(x, at))),
        (at) => code.store8(i32.add(y, at), code.load32(i32.add(x, at), 0, 'load8_u')),
      );
    });
    return undefined;
  });
}

function defineFill(module: Assembler): void {
  module.define('framesFill', { args: 'i32' }, (code, { args }) => {
    const { i32 } = code;
    const to = placeOf(code, args, 1);
    eachRun(code, args, 3, ([target, bytes, word]) => {
      const y = i32.add(to, target);
      code.times(bytes, (at) => code.store8(i32.add(y, at), i32.shr_u(word, i32.shl(i32.and(at, 3), 3))));
    });
    return undefined;
  });
}

function defineFrameMax(module: Assembler): void {
  module.define('framesMax', { args: 'i32' }, (code, { args }) => {
    const { i32, v128, i8x16, i32x4 } = code;
    const bytes = argument(code, args, 1);
    const from = vectorsOf(code, args, 2);
    const taps = argument(code, args, 5);
    const tapList = listOf(code, args, 6);
    const kind = argument(code, args, 7);
    const to = vectorsOf(code, args, 8);
    code.times(argument(code, args, 0), (vector) => {
      const [x, y] = [from(vector), to(vector)];
      code.times(taps, (tap) => {
        const own = i32.add(x, code.load32(i32.add(tapList, i32.shl(tap, 2))));
        const isFirst = i32.eqz(tap);
        const whole = i32.and(bytes, -16);
        code.times(
          whole,
          (at) => {
            const value = code.load128(i32.add(own, at));
            const before = code.load128(i32.add(y, at));
            const most = code.variable(value);
            code.if(i32.eqz(isFirst), () =>
              code.switch(kind, [
                () => code.set(most, v128.or(value, before)),
                () => code.set(most, i8x16.max_u(value, before)),
                () => code.set(most, i32x4.max_s(value, before)),
              ]),
            );
            code.store(i32.add(y, at), most);
          },
          16,
        );
        const rest = (step: number, load: 'load' | 'load8_u', merge: (a: Local, b: Local) => Local): void => {
          code.times(
            i32.sub(bytes, whole),
            (i) => {
              const at = i32.add(whole, i);
              const value = code.load32(i32.add(own, at), 0, load);
              const before = code.load32(i32.add(y, at), 0, load);
              const most = code.select(isFirst, value, merge(value, before));
              if (step === 4) code.store(i32.add(y, at), most);
              else code.store8(i32.add(y, at), most);
            },
            step,
          );
        };
        code.switch(kind, [
          () => rest(4, 'load', (a, b) => i32.or(a, b)),
          () => rest(1, 'load8_u', (a, b) => code.select(i32.gt_u(a, b), a, b)),
          () => rest(4, 'load', (a, b) => code.select(i32.gt_s(a, b), a, b)),
        ]);
      });
    });
    return undefined;
  });
}

/** By k passes: each finds the first of the greatest of those that come after the one before. */
function defineTop(module: Assembler): void {
  module.define('framesTop', { args: 'i32' }, (code, { args }) => {
    const { i32 } = code;
    const length = argument(code, args, 1);
    const from = vectorsOf(code, args, 2);
    const areBytes = i32.eq(argument(code, args, 5), kinds.bytes);
    const k = argument(code, args, 6);
    const to = vectorsOf(code, args, 7);
    const toBytes = i32.eq(argument(code, args, 10), kinds.bytes);
    code.times(argument(code, args, 0), (vector) => {
      const [x, y] = [from(vector), to(vector)];
      const [before, last] = [code.variable(0x7fffffff), code.variable(-1)];
      code.times(k, (rank) => {
        const [best, most] = [code.variable(-1), code.variable(0)];
        code.times(length, (i) => {
          const value = code.variable(0);
          code.if(
            areBytes,
            () => code.set(value, code.load32(i32.add(x, i), 0, 'load8_u')),
            () => code.set(value, code.load32(i32.add(x, i32.shl(i, 2)))),
          );
          const isTied = i32.and(i32.eq(value, before), i32.gt_s(i, last));
          const isLater = i32.or(i32.lt_s(value, before), isTied);
          const isGreater = i32.or(i32.lt_s(best, 0), i32.gt_s(value, most));
          code.if(i32.and(isLater, isGreater), () => {
            code.set(best, i);
            code.set(most, value);
          });
        });
        code.if(
          toBytes,
          () => code.store8(i32.add(y, rank), best),
          () => code.store(i32.add(y, i32.shl(rank, 2)), best),
        );
        code.set(before, most);
        code.set(last, best);
      });
    });
    return undefined;
  });
}
