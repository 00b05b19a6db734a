import type { LoadedProgram, PortArray } from '../../engine.ts';
import type { FrameProgram } from '../../frames/program.ts';
import { portBytes } from '../../port-array.ts';
import type { Koffi } from './library.ts';
import { requireRoom } from './require-room.ts';

const prototypes = {
  load: 'void *finnc_frames_load(const int32_t *, int32_t, int32_t, const int32_t *, int32_t, double, const int32_t *, int32_t)',
  bind: 'void finnc_frames_bind(void *, int32_t, void *)',
  run: 'void finnc_frames_run(void *, int32_t)',
  step: 'void finnc_frames_step(uint64_t)',
  free: 'void finnc_frames_free(void *)',
} as const;

/** Frame programs by `native/frames.c`. */
export function bindFrames(koffi: Koffi, library: ReturnType<Koffi['load']>): (program: FrameProgram) => LoadedProgram {
  const load = library.func(prototypes.load) as (...args: readonly (Int32Array | number)[]) => unknown;
  const bind = library.func(prototypes.bind) as (program: unknown, space: number, memory: PortArray) => void;
  const run = library.func(prototypes.run) as (program: unknown, frames: number) => void;
  const step = library.func(prototypes.step) as (program: number) => void;
  const free = library.func(prototypes.free) as (program: unknown) => void;
  return ({ code, start, data, arenaBytes, inputs, outputs }) => {
    const bytes = Int32Array.from([...inputs, ...outputs], portBytes);
    let program = load(code, code.length, start, data, data.length, arenaBytes, bytes, bytes.length);
    if (program === null) throw new RangeError('the native engine has no memory for the program');
    // Arrays that are bound stay so, and stay alive: running on the same ones again is one call without pointers.
    const bound: PortArray[] = [];
    let binding = 0;
    const rebind = (array: PortArray, at: number): void => {
      // A short array lies in the heap of JavaScript, where things move, until its buffer is asked for.
      if (array.buffer.byteLength < array.byteLength) throw new RangeError('an array without memory');
      bind(program, at + 1, array);
      bound[at] = array;
      binding++;
    };
    const rebindAll = (batch: readonly PortArray[], frames: number, results: readonly PortArray[]): void => {
      if (program === null) throw new RangeError('the program is closed');
      // Arrays may have been given away since they were bound: then they are empty.
      requireRoom(inputs, batch, frames);
      requireRoom(outputs, results, frames);
      for (let i = 0; i < batch.length; i++) if (bound[i] !== batch[i]) rebind(batch[i]!, i);
      for (let i = 0; i < results.length; i++)
        if (bound[batch.length + i] !== results[i]) rebind(results[i]!, batch.length + i);
    };
    return {
      run(batch, frames, results) {
        rebindAll(batch, frames, results);
        run(program, frames);
      },
      bind(batch, results) {
        rebindAll(batch, 1, results);
        const address = Number(koffi.address(program));
        let own = binding;
        return () => {
          if (own !== binding) {
            rebindAll(batch, 1, results);
            own = binding;
          }
          step(address);
        };
      },
      close() {
        if (program !== null) free(program);
        program = null;
      },
    };
  };
}
