import type koffiModule from 'koffi';
import type { LoadedProgram, PortArray } from '../../engine.ts';
import type { FrameProgram } from '../../frames/program.ts';
import type { SlicedProgram } from '../../sliced/program.ts';
import { bindFrames } from './frames-library.ts';
import { requireRoom } from './require-room.ts';

/** What the C sources export: see `native/sliced-engine.c` and `native/frames.h`. */
export interface NativeLibrary {
  /** Frames in a slice. */
  readonly frames: number;
  loadSliced(program: SlicedProgram): LoadedProgram;
  loadFrames(program: FrameProgram): LoadedProgram;
}

export type Koffi = typeof koffiModule;

/**
 * Binds a compiled library.
 *
 * @throws Error if the file is no library of this machine, or an older one
 */
export function bindLibrary(koffi: Koffi, file: string): NativeLibrary {
  const library = koffi.load(file);
  const frames = library.func('int32_t finnc_sliced_frames(void)') as () => number;
  const load = library.func(
    'void *finnc_sliced_load(const int32_t *code, int32_t codeLength, const int32_t *data, int32_t dataLength, int32_t planes, const int32_t *lengths, int32_t inputs, int32_t outputs)',
  ) as (...args: readonly (Int32Array | number)[]) => unknown;
  const run = library.func(
    'void finnc_sliced_run(void *program, const void **inputs, int64_t frames, void **outputs)',
  ) as (program: unknown, inputs: readonly PortArray[], frames: number, outputs: readonly PortArray[]) => void;
  const close = library.func('void finnc_sliced_close(void *program)') as (program: unknown) => void;
  return {
    frames: frames(),
    loadFrames: bindFrames(koffi, library),
    loadSliced({ code, data, planes, inputs, outputs }) {
      const lengths = Int32Array.from([...inputs, ...outputs], ({ length }) => length);
      const sizes = [inputs.length, outputs.length];
      let program = load(code, code.length, data, data.length, planes, lengths, ...sizes);
      if (program === null) throw new RangeError('the native engine has no memory for the program, or cannot read it');
      return {
        run(batch, count, results) {
          if (program === null) throw new RangeError('the program is closed');
          requireRoom(inputs, batch, count);
          requireRoom(outputs, results, count);
          run(program, batch, count, results);
        },
        close() {
          if (program !== null) close(program);
          program = null;
        },
      };
    },
  };
}
