import type { Engine, LoadedProgram, PortArray } from '../engine.ts';
import { portArrays } from '../port-array.ts';
import type { SlicedProgram } from '../sliced/program.ts';
import { engineBytes } from './engine.generated.ts';
import type { Image, SlicePort } from './image.ts';
import { SLICE_FRAMES } from './layout.ts';
import { loadFrames, type FramesExports } from './load-frames.ts';
import { lowerProgram } from './lower.ts';
import { growTo, webAssembly, type WasmMemory, type WasmModule } from './web-assembly.ts';

interface EngineExports extends FramesExports {
  run(code: number): void;
}

let compiled: WasmModule | undefined;

/** Whether this machine's WebAssembly has vectors of 128 bits. */
export const hasWasmEngine = (): boolean => webAssembly?.validate(bytes()) === true;

/**
 * Bit-sliced programs in WebAssembly, 128 frames at a time.
 *
 * @throws Error where `hasWasmEngine` is false
 */
export function wasmEngine(): Engine {
  if (!webAssembly) throw new Error('there is no WebAssembly here');
  const { Module, Instance } = webAssembly;
  const module = (compiled ??= new Module(bytes()));
  const instantiate = (): EngineExports => new Instance(module).exports as EngineExports;
  return {
    name: 'wasm',
    detail: 'WebAssembly SIMD',
    again: { module: import.meta.url },
    sliced: { frames: SLICE_FRAMES, complements: true, load: (program) => load(instantiate(), program) },
    frames: { load: (program) => loadFrames(instantiate(), program) },
  };
}

/** For workers, see `EngineRecipe`. */
export const engine = wasmEngine;

function bytes(): Uint8Array<ArrayBuffer> {
  const text = atob(engineBytes);
  const decoded = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) decoded[i] = text.charCodeAt(i);
  return decoded;
}

/** A program in the memory of an instance of its own, with room for the frames of one slice. */
function load(exports: EngineExports, program: SlicedProgram): LoadedProgram {
  const { image, code } = lowerProgram(program);
  writeImage(exports.memory, image);
  const { buffer } = exports.memory;
  const [inputs, outputs] = [image.inputs, image.outputs].map((ports) => ports.map((port) => portArray(buffer, port)));
  let isOpen = true;
  return {
    run(given, frames, taken) {
      if (!isOpen) throw new Error('the program is closed');
      for (let first = 0; first < frames; first += SLICE_FRAMES) {
        const slice = Math.min(SLICE_FRAMES, frames - first);
        image.inputs.forEach(({ length }, i) => {
          inputs![i]!.set(given[i]!.subarray(first * length, (first + slice) * length));
        });
        exports.run(code);
        image.outputs.forEach(({ length }, i) => {
          taken[i]!.set(outputs![i]!.subarray(0, slice * length), first * length);
        });
      }
    },
    close() {
      isOpen = false;
    },
  };
}

function writeImage(memory: WasmMemory, { bytes: size, parts }: Image): void {
  growTo(memory, size);
  const words = new Int32Array(memory.buffer);
  for (const part of parts) words.set(part.words, part.address / 4);
}

const portArray = (buffer: ArrayBuffer, { array, address, length }: SlicePort): PortArray =>
  new portArrays[array](buffer, address, SLICE_FRAMES * length);
