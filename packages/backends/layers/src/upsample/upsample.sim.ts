import { frames, framesMovement, kernel, sliced, slicedMovement, upsampleKernel } from '@finnc/backend-simulator';
import type { FacetImplementation } from '@finnc/ir';
import { upsample } from './upsample.ts';

export const upsampleKernels: readonly FacetImplementation[] = [
  kernel.for(upsample, ({ operand, attrs }) => upsampleKernel(operand.x.type, attrs.factors)),
  sliced.for(upsample, slicedMovement),
  frames.for(upsample, framesMovement),
];
