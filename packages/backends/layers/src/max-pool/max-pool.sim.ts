import { kernel, maxPoolKernel } from '@finnc/backend-simulator';
import type { FacetImplementation } from '@finnc/ir';
import { maxPool } from './max-pool.ts';

export const maxPoolKernels: readonly FacetImplementation[] = [
  kernel.for(maxPool, ({ operand, attrs }) => maxPoolKernel(operand.x.type, attrs)),
];
