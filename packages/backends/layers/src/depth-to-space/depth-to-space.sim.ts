import { frames, framesMovement, gatherKernel, kernel, sliced, slicedMovement } from '@finnc/backend-simulator';
import { qnn, sizeOf, type FacetImplementation } from '@finnc/ir';
import { depthToSpace } from './depth-to-space.ts';

export const depthToSpaceKernels: readonly FacetImplementation[] = [
  kernel.for(depthToSpace, ({ operand: { x }, result: { y }, attrs: { block, mode } }) => {
    const { shape, perm } = qnn.shuffleSteps(x.type, { block, mode, layout: 'nhwc' });
    const numbers = Int32Array.from({ length: sizeOf(x.type.shape) }, (_, i) => i);
    return gatherKernel(x.type, y.type, qnn.permuteData(numbers, shape, perm));
  }),
  sliced.for(depthToSpace, slicedMovement),
  frames.for(depthToSpace, framesMovement),
];
