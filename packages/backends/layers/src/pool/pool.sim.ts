import {
  frames,
  kernel,
  maxPoolKernel,
  naturalEncoding,
  sliced,
  slicedMax,
  slicedSum,
  sumPoolKernel,
} from '@finnc/backend-simulator';
import { sizeOf, type FacetImplementation } from '@finnc/ir';
import { pool, windowRows } from './pool.ts';

export const poolKernels: readonly FacetImplementation[] = [
  kernel.for(pool, ({ operand: { x }, result: { y }, attrs: { function: reduce, taps } }) => {
    const window = { kernel: [1, taps], strides: [1, taps] };
    const rows = windowRows(x.type, taps);
    if (reduce === 'sum') return sumPoolKernel(rows, y.type, window);
    // Bits of a window are packed without gaps between its taps, those of an image with gaps between its pixels.
    const encoding = naturalEncoding(x.type) === 'float64' ? 'float64' : 'int32';
    return maxPoolKernel(rows, window, encoding);
  }),
  sliced.for(pool, ({ operand: { x }, result: { y }, attrs: { function: reduce, taps } }, cx) => {
    const value = cx.builder.planes(cx.valueOf(x));
    const windows = {
      ...value,
      shape: [value.at.length / sizeOf(y.type.shape.slice(-1)) / taps, taps, y.type.shape.at(-1) ?? 1],
    };
    return { y: (reduce === 'max' ? slicedMax : slicedSum)(cx.builder, windows, y.type.shape) };
  }),
  frames.for(pool, ({ operand: { x }, attrs: { function: reduce, taps, outType } }, { builder, valueOf }) => ({
    y: reduce === 'max' ? builder.greatest(valueOf(x), taps) : builder.sums(valueOf(x), taps, outType),
  })),
];
