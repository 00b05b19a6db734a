import { INTERPRETED_FRAMES, interpretSliced, type EngineSource } from '@finnc/backend-simulator';

/**
 * The plain interpreter of sliced programs as an engine: what it gives wrongly is a mistake of the program, not of a
 * kernel.
 *
 * @param complements  whether programs store complements of planes, as engines with few instructions want them
 */
export const interpreterSource = (complements: boolean): EngineSource => ({
  name: 'js',
  open: () =>
    Promise.resolve({
      name: 'js',
      detail: `the interpreter of sliced programs, ${complements ? 'with' : 'without'} complements`,
      sliced: {
        frames: INTERPRETED_FRAMES,
        complements,
        load: (program) => ({
          run: (inputs, frames, outputs) => {
            interpretSliced(program, inputs, frames, outputs);
          },
          close: () => undefined,
        }),
      },
    }),
});
