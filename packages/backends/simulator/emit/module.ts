import { instructionNames } from '../src/wasm/layout.ts';
import { Assembler, type Binaryen } from './assembler.ts';
import { defineFrames } from './frames.ts';
import { defineMoves } from './moves.ts';
import { defineOutputs } from './outputs.ts';
import { definePack } from './pack.ts';
import { defineProducts } from './product.ts';
import { defineTable } from './table.ts';

/** The engine: `run(code)` executes instructions, `[number, bytes, ...words]` each, until a number beyond the last. */
export function emitEngine(binaryen: Binaryen): Uint8Array {
  const module = new Assembler(binaryen, 1);
  definePack(module);
  defineTable(module);
  defineProducts(module);
  defineMoves(module);
  defineOutputs(module);
  defineFrames(module);
  module.define(
    'run',
    { program: 'i32' },
    (code, { program }) => {
      const { i32 } = code;
      const at = code.variable(program);
      code.repeat(() => {
        const number = code.load32(at);
        const words = i32.add(at, 8);
        code.switch(
          number,
          instructionNames.map((name) => () => code.call(name, words)),
        );
        code.set(at, i32.add(words, code.load32(at, 4)));
        return i32.lt_u(code.load32(at), instructionNames.length);
      });
      return undefined;
    },
    { exported: true },
  );
  return module.bytes();
}
