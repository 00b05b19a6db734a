import type { FacetImplementation } from '@finnc/ir';
import { frames, kernel, NotSliced, requantiseKernel, sliced, slicedMap } from '@finnc/backend-simulator';
import { requant } from './requant.ts';

export const requantKernels: readonly FacetImplementation[] = [
  kernel.for(requant, ({ operand: { x, multipliers, offsets }, attrs }) =>
    requantiseKernel(x.type, { ...attrs, multipliers: multipliers.constant, offsets: offsets.constant }),
  ),
  sliced.for(requant, (node, { builder, valueOf }) => {
    const mapped = slicedMap(builder, node, valueOf(node.operand.x));
    if (!mapped) throw new NotSliced('sums are multiplied');
    return { y: mapped };
  }),
  frames.for(requant, ({ operand: { x, multipliers, offsets }, attrs }, cx) => ({
    y: cx.builder.requantise(cx.valueOf(x), { ...attrs, multipliers: multipliers.constant, offsets: offsets.constant }),
  })),
];
