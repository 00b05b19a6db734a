import type { Engine } from '../engine.ts';
import { INTERPRETED_FRAMES, interpretSliced } from './interpret.ts';

/** The plain interpreter as an engine: slow, and what others are compared with. */
export const interpreterEngine = (complements: boolean): Engine => ({
  name: 'js',
  detail: 'interpreter of bit-sliced programs',
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
});
