import { addKernel, frames, kernel, sliced, slicedAdd } from '@finnc/backend-simulator';
import type { FacetImplementation } from '@finnc/ir';
import { add } from './add.ts';

export const addKernels: readonly FacetImplementation[] = [
  kernel.for(add, ({ operand: { a, b }, result, attrs: { aFactor, bFactor } }) =>
    addKernel([a.type, b.type], result.y.type, [aFactor, bFactor]),
  ),
  sliced.for(add, ({ operand: { a, b }, attrs: { aFactor, bFactor } }, cx) => ({
    y: slicedAdd(cx.builder, [cx.valueOf(a), cx.valueOf(b)], [aFactor, bFactor]),
  })),
  frames.for(add, ({ operand: { a, b }, attrs: { aFactor, bFactor, outType } }, cx) => ({
    y: cx.builder.add(cx.valueOf(a), cx.valueOf(b), [aFactor, bFactor], outType),
  })),
];
