import { framesLayout } from '../src/wasm/frames-layout.ts';
import type { Code, Local, Operand } from './assembler.ts';
import { wordAt } from './fields.ts';

/** Kinds of storage, as `kindNumbers` of frame programs. */
export const kinds = { bits: 0, bytes: 1, words: 2, floats: 3, signedBytes: 4 } as const;

/** Argument i of an instruction. */
export const argument = (code: Code, args: Local, i: number): Local => code.load32(args, 4 * i);

/** Address of what lies at an index of the data. */
export const dataAt = (code: Code, pointer: Operand): Local =>
  code.i32.add(code.i32.shl(pointer, 2), framesLayout.data);

/** Address of an offset in a space: arguments i and i + 1. */
export const placeOf = (code: Code, args: Local, i: number): Local => {
  const { i32 } = code;
  const space = code.load32(i32.add(i32.shl(argument(code, args, i), 2), framesLayout.spaces));
  return i32.add(space, argument(code, args, i + 1));
};

/** Address of a list of the data: argument i. */
export const listOf = (code: Code, args: Local, i: number): Local => dataAt(code, argument(code, args, i));

/** Entry of a list. */
export const entry = wordAt;

/** Vectors at a place, as `at` of the format: arguments i to i + 2. */
export const vectorsOf = (code: Code, args: Local, i: number): ((vector: Local) => Local) => {
  const [place, bases] = [placeOf(code, args, i), listOf(code, args, i + 2)];
  return (vector) => code.i32.add(place, entry(code, bases, vector));
};
