import { concatKernel, frames, framesMovement, kernel, sliced, slicedMovement } from '@finnc/backend-simulator';
import type { FacetImplementation } from '@finnc/ir';
import { concat } from './concat.ts';

export const concatKernels: readonly FacetImplementation[] = [
  kernel.for(concat, ({ operand: { a, b }, result }) => concatKernel([a.type, b.type], result.y.type)),
  sliced.for(concat, slicedMovement),
  frames.for(concat, framesMovement),
];
