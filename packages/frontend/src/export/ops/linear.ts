import { qnn, type FacetImplementation, type Tensor } from '@finnc/ir';
import { int, ints, text, toOnnx } from '../writer.ts';
import { channelsFirst, windowAttributes } from './window.ts';

/** Depthwise weights over all channels of a window: `[taps · C, C · m]`, zero where a channel meets another’s filter. */
function overAllChannels(w: Tensor, { taps, channels, filters }: qnn.DepthwiseSizes): Float64Array {
  const columns = channels * filters;
  const all = new Float64Array(taps * channels * columns);
  w.data.forEach((weight, i) => {
    const [tap, column] = [Math.floor(i / columns), i % columns];
    all[(tap * channels + Math.floor(column / filters)) * columns + column] = weight;
  });
  return all;
}

export const linearToOnnx: readonly FacetImplementation[] = [
  toOnnx.for(qnn.matMul, ({ operand: { a, b } }, cx) => ({ y: cx.emit('MatMul', [cx.tensor(a), cx.tensor(b)]) })),
  toOnnx.for(qnn.conv, ({ operand: { x, w }, attrs }, cx) => ({
    y: cx.emit('Conv', [cx.tensor(x), cx.tensor(w)], { ...windowAttributes(attrs), group: int(attrs.group) }),
  })),
  toOnnx.for(qnn.convTranspose, ({ operand: { x, w }, attrs }, cx) => ({
    y: cx.emit('ConvTranspose', [cx.tensor(x), cx.tensor(w)], {
      ...windowAttributes(attrs),
      output_padding: ints(attrs.outputPadding),
      group: int(attrs.group),
    }),
  })),
  toOnnx.for(qnn.depthwiseProduct, ({ operand: { x, w } }, cx) => {
    const sizes = qnn.depthwiseSizes(x.type, w.type);
    if (!w.constant) return { unwritable: 'its weights are not constant' };
    const shape = [sizes.taps * sizes.channels, sizes.channels * sizes.filters];
    return { y: cx.emit('MatMul', [cx.tensor(x), cx.floats(shape, overAllChannels(w.constant, sizes))]) };
  }),
  // A transposed convolution with a kernel of one 1 a channel leaves its zeros between the pixels.
  toOnnx.for(qnn.pixelPad, ({ operand: { x }, attrs: { strides, layout } }, cx) => {
    const channels = x.type.shape[layout === 'nchw' ? 1 : 3]!;
    const ones = cx.floats([channels, 1, 1, 1], new Array<number>(channels).fill(1));
    const spread = (image: string): string =>
      cx.emit('ConvTranspose', [image, ones], { strides: ints(strides), group: int(channels) });
    return { y: channelsFirst(cx, cx.tensor(x), layout, spread) };
  }),
  toOnnx.for(qnn.depthToSpace, ({ operand: { x }, attrs: { block, mode, layout } }, cx) => {
    const shuffled = (image: string): string =>
      cx.emit('DepthToSpace', [image], { blocksize: int(block), mode: text(mode.toUpperCase()) });
    return { y: channelsFirst(cx, cx.tensor(x), layout, shuffled) };
  }),
];
