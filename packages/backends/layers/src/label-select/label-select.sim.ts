import { kernel, topKKernel } from '@finnc/backend-simulator';
import type { FacetImplementation } from '@finnc/ir';
import { labelSelect } from './label-select.ts';

export const labelSelectKernels: readonly FacetImplementation[] = [
  kernel.for(labelSelect, ({ operand, result, attrs }) => topKKernel(operand.x.type, result.y.type, attrs.k)),
];
