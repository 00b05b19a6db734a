import { opcodes, type SlicedProgram } from '../sliced/program.ts';
import { Image } from './image.ts';
import { instructionNames, instructions, type InstructionName } from './layout.ts';
import { lowerMoves } from './lower-moves.ts';
import { lowerPack } from './lower-pack.ts';
import { lowerProduct } from './lower-product.ts';
import { lowerTable } from './lower-table.ts';

export type Fields<Name extends InstructionName> = Readonly<Record<(typeof instructions)[Name][number], number>>;

/** What lowers one instruction has. */
export interface Lowering {
  readonly image: Image;
  readonly data: Int32Array;
  emit<Name extends InstructionName>(name: Name, fields: Fields<Name>): void;
}
export type Lower = (lowering: Lowering, args: readonly number[]) => void;

export interface LoweredProgram {
  readonly image: Image;
  /** Address of the instructions. */
  readonly code: number;
}

const lowerings: Readonly<Record<keyof typeof opcodes, Lower>> = {
  ...lowerPack,
  table: lowerTable,
  product: lowerProduct,
  ...lowerMoves,
};
const byOpcode = new Map(
  Object.entries(opcodes).map(([name, code]) => [code as number, lowerings[name as keyof typeof opcodes]]),
);

/** A program as the memory of the module: addresses in place of numbers of planes, lists and thresholds as kernels read them. */
export function lowerProgram(program: SlicedProgram): LoweredProgram {
  const image = new Image(program);
  const { code, data } = program;
  const words: number[] = [];
  const lowering: Lowering = {
    image,
    data,
    emit(name, fields) {
      const names: readonly string[] = instructions[name];
      words.push(instructionNames.indexOf(name), 4 * names.length);
      for (const field of names) words.push((fields as Readonly<Record<string, number>>)[field]!);
    },
  };
  for (let at = 0; at < code.length;) {
    const [opcode, count] = [code[at]!, code[at + 1]!];
    const lower = byOpcode.get(opcode);
    if (!lower) throw new RangeError(`no instruction ${opcode}`);
    lower(lowering, Array.from(code.subarray(at + 2, at + 2 + count)));
    at += 2 + count;
  }
  words.push(instructionNames.length);
  return { image, code: image.words(words) };
}
