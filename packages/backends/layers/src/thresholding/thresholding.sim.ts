import { kernel, thresholdKernel } from '@finnc/backend-simulator';
import type { FacetImplementation } from '@finnc/ir';
import { thresholding } from './thresholding.ts';

export const thresholdingKernels: readonly FacetImplementation[] = [
  kernel.for(thresholding, ({ operand: { x, thresholds }, attrs: { outType, outBias } }) =>
    thresholdKernel(x.type, { thresholds: thresholds.constant, outType, outBias }),
  ),
];
