import type { FacetImplementation } from '@finnc/ir';
import { kernel, requantiseKernel } from '@finnc/backend-simulator';
import { requant } from './requant.ts';

export const requantKernels: readonly FacetImplementation[] = [
  kernel.for(requant, ({ operand: { x, multipliers, offsets }, attrs }) =>
    requantiseKernel(x.type, { ...attrs, multipliers: multipliers.constant, offsets: offsets.constant }),
  ),
];
