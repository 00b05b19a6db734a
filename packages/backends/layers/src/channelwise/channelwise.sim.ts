import { channelwiseKernel, kernel } from '@finnc/backend-simulator';
import type { FacetImplementation } from '@finnc/ir';
import { channelwise } from './channelwise.ts';

export const channelwiseKernels: readonly FacetImplementation[] = [
  kernel.for(channelwise, ({ operand: { x, factors, offsets }, result }) =>
    channelwiseKernel(x.type, result.y.type, factors.constant.data, offsets.constant.data),
  ),
];
