import { instructions, type InstructionName } from '../src/wasm/layout.ts';
import type { Assembler, Code, Local } from './assembler.ts';

type Fields<Name extends InstructionName> = Readonly<Record<(typeof instructions)[Name][number], Local>>;

/** Function of an instruction: it gets the address of its words, and its body all of them by name. */
export function defineInstruction<Name extends InstructionName>(
  module: Assembler,
  name: Name,
  body: (code: Code, fields: Fields<Name>) => void,
): void {
  module.define(name, { words: 'i32' }, (code, { words }) => {
    const fields = instructions[name].map((field, index) => [field, code.load32(words, 4 * index)]);
    body(code, Object.fromEntries(fields) as Fields<Name>);
    return undefined;
  });
}

/** The i32 at an index of an array. */
export const wordAt = (code: Code, array: Local, index: Local): Local =>
  code.load32(code.i32.add(array, code.i32.shl(index, 2)));
