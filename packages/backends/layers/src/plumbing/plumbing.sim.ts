import { kernel, passThrough } from '@finnc/backend-simulator';
import type { FacetImplementation } from '@finnc/ir';
import { fifo, fork, width } from '@finnc/ir/hw';

/** Plumbing moves values and keeps them. */
export const plumbingKernels: readonly FacetImplementation[] = [
  kernel.for(width, ({ operand }, cx) => passThrough(cx.encodingOf(operand.x))),
  kernel.for(fifo, ({ operand }, cx) => passThrough(cx.encodingOf(operand.x))),
  kernel.for(fork, ({ operand }, cx) => passThrough(cx.encodingOf(operand.x), { results: ['y0', 'y1'] })),
];
