import { frames, kernel, sliced, slicedSum, slicedWindows, sumPoolKernel } from '@finnc/backend-simulator';
import { sizeOf, type FacetImplementation } from '@finnc/ir';
import { sumPool } from './sum-pool.ts';

export const sumPoolKernels: readonly FacetImplementation[] = [
  kernel.for(sumPool, ({ operand, result, attrs }) => sumPoolKernel(operand.x.type, result.y.type, attrs)),
  sliced.for(sumPool, ({ operand: { x }, result: { y }, attrs }, cx) => ({
    y: slicedSum(cx.builder, slicedWindows(cx.builder, cx.valueOf(x), attrs), y.type.shape),
  })),
  frames.for(sumPool, ({ operand: { x }, attrs }, { builder, valueOf }) => ({
    y: builder.sums(builder.windows(valueOf(x), { ...attrs, dilations: [1, 1] }), sizeOf(attrs.kernel), attrs.outType),
  })),
];
