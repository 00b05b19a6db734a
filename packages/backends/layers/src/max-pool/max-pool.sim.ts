import { frames, kernel, maxPoolKernel, sliced, slicedMax, slicedWindows } from '@finnc/backend-simulator';
import { sizeOf, type FacetImplementation } from '@finnc/ir';
import { maxPool } from './max-pool.ts';

export const maxPoolKernels: readonly FacetImplementation[] = [
  kernel.for(maxPool, ({ operand, attrs }) => maxPoolKernel(operand.x.type, attrs)),
  sliced.for(maxPool, ({ operand: { x }, result: { y }, attrs }, cx) => ({
    y: slicedMax(cx.builder, slicedWindows(cx.builder, cx.valueOf(x), attrs), y.type.shape),
  })),
  frames.for(maxPool, ({ operand: { x }, attrs }, { builder, valueOf }) => ({
    y: builder.greatest(builder.windows(valueOf(x), { ...attrs, dilations: [1, 1] }), sizeOf(attrs.kernel)),
  })),
];
