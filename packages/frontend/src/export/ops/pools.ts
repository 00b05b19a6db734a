import { qnn, type FacetImplementation } from '@finnc/ir';
import { int, toOnnx } from '../writer.ts';
import { channelsFirst, windowAttributes } from './window.ts';

export const poolsToOnnx: readonly FacetImplementation[] = [
  toOnnx.for(qnn.maxPool, ({ operand: { x }, attrs: { layout, ...window } }, cx) => ({
    y: channelsFirst(cx, cx.tensor(x), layout, (image) => cx.emit('MaxPool', [image], windowAttributes(window))),
  })),
  toOnnx.for(qnn.avgPool, ({ operand: { x }, attrs }, cx) => {
    const { layout, countIncludePad, ceilMode, ...window } = attrs;
    if (window.dilations.some((dilation) => dilation !== 1))
      return { unwritable: 'an average over dilated windows came after operator set 13' };
    const { dilations: _, ...attributes } = windowAttributes(window);
    const flags = { count_include_pad: int(countIncludePad ? 1 : 0), ceil_mode: int(ceilMode ? 1 : 0) };
    return {
      y: channelsFirst(cx, cx.tensor(x), layout, (image) =>
        cx.emit('AveragePool', [image], { ...attributes, ...flags }),
      ),
    };
  }),
  // A convolution of each channel with ones: a mean times the number of pixels would round.
  toOnnx.for(qnn.sumPool, ({ operand: { x }, attrs: { layout, outType: _, ...window } }, cx) => {
    const channels = x.type.shape[layout === 'nchw' ? 1 : 3] ?? 1;
    const [rows = 1, columns = 1] = window.kernel;
    const ones = cx.floats([channels, 1, rows, columns], new Float32Array(channels * rows * columns).fill(1));
    const attributes = { ...windowAttributes(window), group: int(channels) };
    return { y: channelsFirst(cx, cx.tensor(x), layout, (image) => cx.emit('Conv', [image, ones], attributes)) };
  }),
];
