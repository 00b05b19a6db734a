import { frames, kernel, sliced, slicedMovement, windowKernel } from '@finnc/backend-simulator';
import type { FacetImplementation } from '@finnc/ir';
import { slidingWindow } from './sliding-window.ts';

export const slidingWindowKernels: readonly FacetImplementation[] = [
  kernel.for(slidingWindow, ({ operand, attrs }) => windowKernel(operand.x.type, attrs)),
  sliced.for(slidingWindow, slicedMovement),
  frames.for(slidingWindow, ({ operand, attrs }, cx) => ({ y: cx.builder.windows(cx.valueOf(operand.x), attrs) })),
];
