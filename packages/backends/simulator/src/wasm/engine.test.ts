import { describe, expect, it } from 'vitest';
import { interpretSliced } from '../sliced/interpret.ts';
import { opcodes, type Opcode } from '../sliced/program.ts';
import { outputsOf, randomInstruction, type InstructionCase } from '../sliced/random-instruction.test.support.ts';
import { portFrames } from '../port-array.ts';
import { wasmEngine } from './engine.ts';

const runInWasm: typeof interpretSliced = (program, inputs, frames, outputs) => {
  const loaded = wasmEngine().sliced!.load(program);
  loaded.run(inputs as never, frames, outputs as never);
  loaded.close();
};

const expectAgreement = (instruction: InstructionCase): void => {
  expect(outputsOf(instruction, runInWasm), instruction.what).toEqual(outputsOf(instruction, interpretSliced));
};

describe('the engine in WebAssembly', () => {
  it.each(Object.keys(opcodes) as Opcode[])("executes '%s' as the interpreter does", (opcode) => {
    for (let seed = 1; seed <= 30; seed++) {
      expectAgreement(randomInstruction(opcode, seed, { complements: true }));
    }
  });

  it('counts lists of every length, those of more than 255 and of more than 1023 too', () => {
    const short = Array.from({ length: 70 }, (_, i) => i + 1);
    for (const depth of [...short, 127, 128, 254, 255, 256, 257, 511, 513, 1023, 1025, 3000])
      expectAgreement(randomInstruction('product', depth, { complements: true, depth }));
  });

  it('gives the same frames in batches of any size', () => {
    const cases = Array.from({ length: 40 }, (_, seed) => randomInstruction('store', seed, { complements: true }));
    const { program, inputs, frames } = cases.find((one) => one.frames > 200)!;
    const loaded = wasmEngine().sliced!.load(program);
    const run = (from: number, to: number): readonly number[] => {
      const output = new Int32Array((to - from) * program.outputs[0]!.length);
      const batch = inputs.map((input, i) => portFrames(program.inputs[i]!, input, from, to));
      loaded.run(batch, to - from, [output]);
      return Array.from(output);
    };
    expect([...run(0, 2), ...run(2, frames)]).toEqual(run(0, frames));
    loaded.close();
    expect(() => run(0, 1)).toThrow('closed');
  });
});
