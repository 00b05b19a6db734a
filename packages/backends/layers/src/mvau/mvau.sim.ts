import { kernel, matrixVectorKernel, sliced, slicedProduct } from '@finnc/backend-simulator';
import type { FacetImplementation } from '@finnc/ir';
import { mvau } from './mvau.ts';

/** Folding changes when a value is computed, never the value, so kernels do not look at it. */
export const mvauKernels: readonly FacetImplementation[] = [
  kernel.for(mvau, ({ operand: { x, weights, thresholds, offsets }, attrs: { outType, outBias } }) =>
    matrixVectorKernel({
      x: x.type,
      weights: weights.constant,
      thresholds: thresholds.constant,
      offsets: offsets.constant,
      outType,
      outBias,
    }),
  ),
  sliced.for(mvau, ({ operand: { x, weights, thresholds, offsets }, attrs: { outType, outBias } }, cx) => ({
    y: slicedProduct(cx.builder, {
      x: cx.valueOf(x),
      weights: weights.constant,
      thresholds: thresholds.constant,
      offsets: offsets.constant,
      outType,
      outBias,
    }),
  })),
];
