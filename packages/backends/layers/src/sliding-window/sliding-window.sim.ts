import { kernel, sliced, slicedMovement, windowKernel } from '@finnc/backend-simulator';
import type { FacetImplementation } from '@finnc/ir';
import { slidingWindow } from './sliding-window.ts';

export const slidingWindowKernels: readonly FacetImplementation[] = [
  kernel.for(slidingWindow, ({ operand, attrs }) => windowKernel(operand.x.type, attrs)),
  sliced.for(slidingWindow, slicedMovement),
];
