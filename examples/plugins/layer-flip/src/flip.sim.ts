import { kernel, mapKernel } from 'finnc/plugin';
import { flip } from './flip.ts';

/** One integer a word, frame after frame; channels are innermost, so the sign is that of the index modulo their number. */
export const flipKernel = kernel.for(flip, ({ operand: { x, signs } }) => {
  const size = x.type.shape.reduce((product, n) => product * n, 1);
  const sign = Int32Array.from(signs.constant.data);
  return mapKernel('int32', 'int32', (input, output, frames) => {
    for (let i = 0; i < size * frames; i++) output[i] = (input[i] ?? 0) * (sign[i % sign.length] ?? 1);
  });
});
