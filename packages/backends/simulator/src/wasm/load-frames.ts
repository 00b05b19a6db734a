import type { LoadedProgram, PortArray } from '../engine.ts';
import type { FrameProgram } from '../frames/program.ts';
import { frameOpcodes, meetings } from '../frames/program.ts';
import { portArrays, portBytes, type PortFormat } from '../port-array.ts';
import { framesLayout, instructionWords, productWords } from './frames-layout.ts';
import { growTo, type WasmMemory } from './web-assembly.ts';

export interface FramesExports {
  readonly memory: WasmMemory;
  runFrames(code: number, end: number): void;
}

/** Bytes behind a value that kernels may read. */
const SLACK = 256;
const up = (bytes: number): number => Math.ceil(bytes / 64) * 64;

/** A frame program in the memory of an instance of its own, with room for one frame. */
export function loadFrames(exports: FramesExports, program: FrameProgram): LoadedProgram {
  const { code, data } = withWideWeights(program);
  let end = framesLayout.data + 4 * data.length;
  const reserve = (bytes: number): number => {
    const at = up(end);
    end = at + bytes + SLACK;
    return at;
  };
  const codeAt = reserve(4 * code.length);
  const arena = reserve(program.arenaBytes);
  const ports = [...program.inputs, ...program.outputs];
  const places = ports.map((format) => reserve(portBytes(format)));
  const { memory } = exports;
  growTo(memory, end);
  const words = new Int32Array(memory.buffer);
  words.set([arena, ...places], framesLayout.spaces / 4);
  words.set(data, framesLayout.data / 4);
  words.set(code, codeAt / 4);
  const first = codeAt + 4 * program.start;
  const last = codeAt + 4 * code.length;
  exports.runFrames(codeAt, first);

  const views = ports.map((format, i) => viewOf(memory, format, places[i]!));
  const [inputs, outputs] = [views.slice(0, program.inputs.length), views.slice(program.inputs.length)];
  let isOpen = true;
  return {
    run(batch, frames, results) {
      if (!isOpen) throw new Error('the program is closed');
      for (let frame = 0; frame < frames; frame++) {
        inputs.forEach((view, i) => {
          view.set(batch[i]!.subarray(frame * view.length, (frame + 1) * view.length));
        });
        exports.runFrames(first, last);
        outputs.forEach((view, i) => {
          results[i]!.set(view, frame * view.length);
        });
      }
    },
    close() {
      isOpen = false;
    },
  };
}

const viewOf = ({ buffer }: WasmMemory, { array, length }: PortFormat, at: number): PortArray =>
  new portArrays[array](buffer, at, length);

/** The program with the bytes of weights spread to pairs of 16 bits, which is what the dot product of WebAssembly takes. */
function withWideWeights({ code, data }: FrameProgram): { readonly code: Int32Array; readonly data: Int32Array } {
  const own = code.slice();
  const parts: Int32Array[] = [data];
  let length = data.length;
  for (let at = 0; at < own.length; at += instructionWords[own[at]!]!) {
    const meeting = own[at + productWords.meeting];
    if (own[at] !== frameOpcodes.product || (meeting !== meetings.dot && meeting !== meetings.wideDot)) continue;
    const blocks = Math.ceil(own[at + productWords.rows]! / 16);
    const weights = own[at + productWords.weights]!;
    const wide = widened(data.subarray(weights, weights + blocks * own[at + productWords.words]! * 16));
    own[at + productWords.weights] = length;
    parts.push(wide);
    length += wide.length;
  }
  const all = new Int32Array(length);
  let to = 0;
  for (const part of parts) {
    all.set(part, to);
    to += part.length;
  }
  return { code: own, data: all };
}

/** For each word of 16 rows: the pairs of their first and third weights, then those of the others. */
function widened(words: Int32Array): Int32Array {
  const bytes = new Int8Array(words.buffer, words.byteOffset, 4 * words.length);
  const wide = new Int16Array(bytes.length);
  for (let block = 0; block < bytes.length; block += 64)
    for (let half = 0; half < 2; half++)
      for (let row = 0; row < 16; row++)
        for (let i = 0; i < 2; i++) wide[block + 32 * half + 2 * row + i] = bytes[block + 4 * row + half + 2 * i]!;
  return new Int32Array(wide.buffer);
}
