import { qnn, sizeOf, type FacetImplementation, type TensorType } from '@finnc/ir';
import { int, toOnnx, type OnnxWriter } from '../writer.ts';
import { channelsFirst, windowAttributes } from './window.ts';

interface Pooling extends qnn.Window {
  readonly layout: 'nchw' | 'nhwc';
}

/** A convolution of each channel with ones: a mean times the number of pixels would round. */
function windowSums(cx: OnnxWriter, image: string, { shape }: TensorType, { layout, ...window }: Pooling): string {
  const channels = shape[layout === 'nchw' ? 1 : 3] ?? 1;
  const ones = cx.floats([channels, 1, ...window.kernel], new Float32Array(channels * sizeOf(window.kernel)).fill(1));
  return cx.emit('Conv', [image, ones], { ...windowAttributes(window), group: int(channels) });
}

/** Whether AveragePool of operator set 13 has such windows: it skips no pixels, and padding is less than a window. */
const isPlainAverage = ({ kernel, pads, dilations }: qnn.Window): boolean =>
  dilations.every((step, axis) => step === 1 || kernel[axis] === 1) && pads.every((pad, i) => pad < kernel[i % 2]!);

export const poolsToOnnx: readonly FacetImplementation[] = [
  toOnnx.for(qnn.maxPool, ({ operand: { x }, attrs: { layout, ...window } }, cx) => ({
    y: channelsFirst(cx, cx.tensor(x), layout, (image) => cx.emit('MaxPool', [image], windowAttributes(window))),
  })),
  toOnnx.for(qnn.avgPool, ({ operand: { x }, attrs }, cx) => ({
    y: channelsFirst(cx, cx.tensor(x), attrs.layout, (image) => {
      if (isPlainAverage(attrs)) {
        const { dilations: _, ...attributes } = windowAttributes(attrs);
        const [counts, ceils] = [attrs.countIncludePad, attrs.ceilMode].map((is) => int(is ? 1 : 0));
        return cx.emit('AveragePool', [image], { ...attributes, count_include_pad: counts!, ceil_mode: ceils! });
      }
      const size = attrs.layout === 'nchw' ? x.type.shape.slice(2) : x.type.shape.slice(1, 3);
      const { window, divisors } = qnn.averagedWindows(size, attrs);
      const sums = windowSums(cx, image, x.type, window);
      return cx.emit('Div', [sums, cx.floats([1, 1, ...qnn.windowedSize(size, window)], divisors)]);
    }),
  })),
  toOnnx.for(qnn.sumPool, ({ operand: { x }, attrs }, cx) => ({
    y: channelsFirst(cx, cx.tensor(x), attrs.layout, (image) => windowSums(cx, image, x.type, attrs)),
  })),
];
