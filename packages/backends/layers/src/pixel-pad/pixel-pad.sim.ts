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
import { pixelPad } from './pixel-pad.ts';

export const pixelPadKernels: readonly FacetImplementation[] = [
  kernel.for(pixelPad, (node) => gatherKernel(node.operand.x.type, node.result.y.type, movementOf(node).from['x']!)),
  sliced.for(pixelPad, slicedMovement),
  frames.for(pixelPad, framesMovement),
];
