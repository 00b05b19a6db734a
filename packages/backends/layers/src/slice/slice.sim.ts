import { frames, framesMovement, kernel, sliced, slicedMovement, sliceKernel } from '@finnc/backend-simulator';
import type { FacetImplementation } from '@finnc/ir';
import { slice } from './slice.ts';

export const sliceKernels: readonly FacetImplementation[] = [
  kernel.for(slice, ({ operand, result, attrs }) => sliceKernel(operand.x.type, result.y.type, attrs.start)),
  sliced.for(slice, slicedMovement),
  frames.for(slice, framesMovement),
];
