import { depthwiseKernel, frames, kernel } from '@finnc/backend-simulator';
import { qnn, type FacetImplementation } from '@finnc/ir';
import { positionedKernel } from '../shared/by-position.sim.ts';
import { classMap } from '../shared/positions.ts';
import { vvau } from './vvau.ts';

export const vvauKernels: readonly FacetImplementation[] = [
  kernel.for(vvau, (node) => {
    const { x, weights, thresholds, offsets } = node.operand;
    const { outType, outBias } = node.attrs;
    const sizes = qnn.depthwiseSizes(x.type, weights.type);
    return positionedKernel(
      { x: x.type, channels: sizes.channels * sizes.filters },
      { thresholds: thresholds.constant, offsets: offsets.constant, outType, outBias },
      node.attrs,
      (after) => depthwiseKernel({ x: x.type, weights: weights.constant, sizes, ...after }),
    );
  }),
  frames.for(vvau, ({ operand: { x, weights, thresholds, offsets }, attrs }, { builder, valueOf }) => ({
    y: builder.depthwise(valueOf(x), {
      weights: weights.constant,
      channels: qnn.depthwiseSizes(x.type, weights.type).channels,
      thresholds: thresholds.constant,
      offsets: offsets.constant,
      outType: attrs.outType,
      outBias: attrs.outBias,
      classes: classMap(attrs),
    }),
  })),
];
