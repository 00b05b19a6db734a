import { describe, expect, it } from 'vitest';
import { interpretSliced } from '../sliced/interpret.ts';
import { opcodes, type Opcode } from '../sliced/program.ts';
import { outputsOf, randomInstruction } from '../sliced/random-instruction.test.support.ts';
import { wasmEngine } from './engine.ts';

const runInWasm: typeof interpretSliced = (program, inputs, frames, outputs) => {
  const loaded = wasmEngine().sliced!.load(program);
  loaded.run(inputs as never, frames, outputs as never);
  loaded.close();
};

describe('the engine in WebAssembly', () => {
  it.each(Object.keys(opcodes) as Opcode[])("executes '%s' as the interpreter does", (opcode) => {
    for (let seed = 1; seed <= 30; seed++) {
      const instruction = randomInstruction(opcode, seed, { complements: true });
      const expected = outputsOf(instruction, interpretSliced);
      expect(outputsOf(instruction, runInWasm), instruction.what).toEqual(expected);
    }
  });
});
