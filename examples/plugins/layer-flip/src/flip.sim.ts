import { kernel, mapKernel, sliced } from 'finnc/plugin';
import { flip } from './flip.ts';

/** One integer a word, frame after frame; channels are innermost, so the sign is that of the index modulo their number. */
export const flipKernel = kernel.for(flip, ({ operand: { x, signs } }) => {
  const size = x.type.shape.reduce((product, n) => product * n, 1);
  const sign = Int32Array.from(signs.constant.data);
  return mapKernel('int32', 'int32', (input, output, frames) => {
    for (let i = 0; i < size * frames; i++) output[i] = (input[i] ?? 0) * (sign[i % sign.length] ?? 1);
  });
});

/**
 * The same in bit planes: the codes as they are and those of the negatives, in one coding; a channel takes one or the other.
 */
export const flipSliced = sliced.for(flip, ({ operand: { x, signs } }, { builder, valueOf }) => {
  const value = builder.planes(valueOf(x));
  const [most, { offset, factor }] = [2 ** value.bits - 1, value];
  // −(factor · u + offset) lies between −(factor · most + offset) and −offset.
  const low = Math.min(offset, -(factor * most + offset));
  const high = Math.max(factor * most + offset, -offset);
  const step = Number.isInteger((2 * offset) / factor) ? factor : 1;
  const coding = { bits: Math.ceil(Math.log2((high - low) / step + 1)), factor: step, offset: low };
  const scale = factor / step;
  const [plus, minus] = [
    builder.sum(value.shape, [value], [scale], (offset - low) / step, coding),
    builder.sum(value.shape, [value], [-scale], (-offset - low) / step, coding),
  ];
  const channels = signs.constant.data;
  const at = plus.at.map((plane, i) => ((channels[i % channels.length] ?? 1) > 0 ? plane : (minus.at[i] ?? 0)));
  return { y: { ...plus, at } };
});
