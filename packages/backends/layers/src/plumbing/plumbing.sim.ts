import { frames, kernel, passThrough, sliced } from '@finnc/backend-simulator';
import type { FacetImplementation } from '@finnc/ir';
import { fifo, fork, width } from '@finnc/ir/hw';

/** Plumbing moves values and keeps them. */
export const plumbingKernels: readonly FacetImplementation[] = [
  kernel.for(width, ({ operand }, cx) => passThrough(cx.encodingOf(operand.x))),
  kernel.for(fifo, ({ operand }, cx) => passThrough(cx.encodingOf(operand.x))),
  kernel.for(fork, ({ operand }, cx) => passThrough(cx.encodingOf(operand.x), { results: ['y0', 'y1'] })),
  sliced.for(width, ({ operand }, cx) => ({ y: cx.valueOf(operand.x) })),
  sliced.for(fifo, ({ operand }, cx) => ({ y: cx.valueOf(operand.x) })),
  sliced.for(fork, ({ operand }, cx) => ({ y0: cx.valueOf(operand.x), y1: cx.valueOf(operand.x) })),
  frames.for(width, ({ operand }, cx) => ({ y: cx.valueOf(operand.x) })),
  frames.for(fifo, ({ operand }, cx) => ({ y: cx.valueOf(operand.x) })),
  frames.for(fork, ({ operand }, cx) => ({ y0: cx.valueOf(operand.x), y1: cx.valueOf(operand.x) })),
];
