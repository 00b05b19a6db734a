import { kernel, sliced, slicedSum, slicedWindows, sumPoolKernel } from '@finnc/backend-simulator';
import type { FacetImplementation } from '@finnc/ir';
import { sumPool } from './sum-pool.ts';

export const sumPoolKernels: readonly FacetImplementation[] = [
  kernel.for(sumPool, ({ operand, result, attrs }) => sumPoolKernel(operand.x.type, result.y.type, attrs)),
  sliced.for(sumPool, ({ operand: { x }, result: { y }, attrs }, cx) => ({
    y: slicedSum(cx.builder, slicedWindows(cx.builder, cx.valueOf(x), attrs), y.type.shape),
  })),
];
