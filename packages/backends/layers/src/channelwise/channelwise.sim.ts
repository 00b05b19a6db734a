import { channelwiseKernel, frames, kernel } from '@finnc/backend-simulator';
import type { FacetImplementation } from '@finnc/ir';
import { channelwise } from './channelwise.ts';

export const channelwiseKernels: readonly FacetImplementation[] = [
  kernel.for(channelwise, ({ operand: { x, factors, offsets }, result }) =>
    channelwiseKernel(x.type, result.y.type, factors.constant.data, offsets.constant.data),
  ),
  frames.for(channelwise, ({ operand: { x, factors, offsets }, attrs: { outType } }, cx) => ({
    y: cx.builder.channelwise(cx.valueOf(x), factors.constant.data, offsets.constant.data, outType),
  })),
];
