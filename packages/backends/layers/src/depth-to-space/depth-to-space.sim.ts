import {
  frames,
  framesMovement,
  gatherKernel,
  kernel,
  movementOf,
  sliced,
  slicedMovement,
} from '@finnc/backend-simulator';
import type { FacetImplementation } from '@finnc/ir';
import { depthToSpace } from './depth-to-space.ts';

export const depthToSpaceKernels: readonly FacetImplementation[] = [
  kernel.for(depthToSpace, (node) =>
    gatherKernel(node.operand.x.type, node.result.y.type, movementOf(node).from['x']!),
  ),
  sliced.for(depthToSpace, slicedMovement),
  frames.for(depthToSpace, framesMovement),
];
