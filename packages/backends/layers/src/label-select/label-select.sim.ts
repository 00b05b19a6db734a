import { frames, kernel, NotSliced, sliced, slicedArgmax, topKKernel } from '@finnc/backend-simulator';
import type { FacetImplementation } from '@finnc/ir';
import { labelSelect } from './label-select.ts';

export const labelSelectKernels: readonly FacetImplementation[] = [
  kernel.for(labelSelect, ({ operand, result, attrs }) => topKKernel(operand.x.type, result.y.type, attrs.k)),
  sliced.for(labelSelect, ({ operand: { x }, result: { y }, attrs: { k } }, cx) => {
    if (k > 1) throw new NotSliced('it selects several labels');
    return { y: slicedArgmax(cx.builder, cx.valueOf(x), y.type.shape) };
  }),
  frames.for(labelSelect, ({ operand: { x }, result: { y }, attrs: { k } }, cx) => ({
    y: cx.builder.top(cx.valueOf(x), k, y.type.elem),
  })),
];
