import { frames, kernel, padKernel, sliced, slicedMovement } from '@finnc/backend-simulator';
import type { FacetImplementation } from '@finnc/ir';
import { pad } from './pad.ts';

export const padKernels: readonly FacetImplementation[] = [
  kernel.for(pad, ({ operand, result, attrs }) => padKernel(operand.x.type, result.y.type, attrs.pads, attrs.value)),
  sliced.for(pad, slicedMovement),
  frames.for(pad, ({ operand, attrs: { pads, value, outType } }, cx) => ({
    y: cx.builder.pad(cx.valueOf(operand.x), pads, value, outType),
  })),
];
