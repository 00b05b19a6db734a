import { kernel, sumPoolKernel } from '@finnc/backend-simulator';
import type { FacetImplementation } from '@finnc/ir';
import { sumPool } from './sum-pool.ts';

export const sumPoolKernels: readonly FacetImplementation[] = [
  kernel.for(sumPool, ({ operand, result, attrs }) => sumPoolKernel(operand.x.type, result.y.type, attrs)),
];
