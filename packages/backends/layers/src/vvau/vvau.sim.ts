import { depthwiseKernel, kernel } from '@finnc/backend-simulator';
import { qnn, type FacetImplementation } from '@finnc/ir';
import { vvau } from './vvau.ts';

export const vvauKernels: readonly FacetImplementation[] = [
  kernel.for(vvau, ({ operand: { x, weights, thresholds, offsets }, attrs: { outType, outBias } }) =>
    depthwiseKernel({
      x: x.type,
      weights: weights.constant,
      sizes: qnn.depthwiseSizes(x.type, weights.type),
      thresholds: thresholds.constant,
      offsets: offsets.constant,
      outType,
      outBias,
    }),
  ),
];
