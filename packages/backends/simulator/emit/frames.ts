import { instructionWords } from '../src/wasm/frames-layout.ts';
import type { Assembler } from './assembler.ts';
import { defineActivation } from './frames-activation.ts';
import { defineDepthwise } from './frames-depthwise.ts';
import { defineMaps } from './frames-map.ts';
import { defineFrameMoves } from './frames-move.ts';
import { defineFrameProducts } from './frames-product.ts';

/** Functions of the instructions, by opcode from 1. */
const functions = ['Copy', 'Fill', 'Map', 'Add', 'Max', 'Product', 'Depthwise', 'Top'] as const;

/** `runFrames(code, end)` executes the instructions of a frame program from an address to another. */
export function defineFrames(module: Assembler): void {
  defineActivation(module);
  defineFrameProducts(module);
  defineDepthwise(module);
  defineMaps(module);
  defineFrameMoves(module);
  module.define(
    'runFrames',
    { program: 'i32', end: 'i32' },
    (code, { program, end }) => {
      const { i32 } = code;
      const at = code.variable(program);
      code.if(i32.lt_u(at, end), () => {
        code.repeat(() => {
          const args = i32.add(at, 4);
          const opcode = i32.sub(code.load32(at), 1);
          code.switch(
            opcode,
            functions.map((name, i) => () => {
              code.call(`frames${name}`, args);
              code.set(at, i32.add(at, 4 * instructionWords[i + 1]!));
            }),
          );
          return i32.lt_u(at, end);
        });
      });
      return undefined;
    },
    { exported: true },
  );
}
