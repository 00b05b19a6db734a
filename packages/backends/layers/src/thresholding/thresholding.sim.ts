import { frames, kernel, sliced, slicedMap, slicedThresholds, thresholdKernel } from '@finnc/backend-simulator';
import type { FacetImplementation } from '@finnc/ir';
import { thresholding } from './thresholding.ts';

const FEW_STEPS = 4;

export const thresholdingKernels: readonly FacetImplementation[] = [
  kernel.for(thresholding, ({ operand: { x, thresholds }, attrs: { outType, outBias } }) =>
    thresholdKernel(x.type, { thresholds: thresholds.constant, outType, outBias }),
  ),
  sliced.for(thresholding, (node, { builder, valueOf }) => {
    const { operand, attrs } = node;
    const x = valueOf(operand.x);
    const thresholds = operand.thresholds.constant;
    // Many steps are looked up, few are compared.
    const mapped = (thresholds.type.shape[1] ?? 0) > FEW_STEPS ? slicedMap(builder, node, x) : undefined;
    return { y: mapped ?? slicedThresholds(builder, x, { ...attrs, thresholds }) };
  }),
  frames.for(thresholding, ({ operand: { x, thresholds }, attrs: { outType, outBias } }, cx) => ({
    y: cx.builder.thresholds(cx.valueOf(x), thresholds.constant, outType, outBias),
  })),
];
