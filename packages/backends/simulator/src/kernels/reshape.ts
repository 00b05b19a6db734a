import type { FacetImplementation, TensorType } from '@finnc/ir';
import { qnn } from '@finnc/ir';
import { convertFrames, frameLength, naturalEncoding, vectorsOf, type Buffer } from '../encoding.ts';
import { kernel, mapKernel, passThrough, type Kernel } from '../facet.ts';

/** The same values in another shape. Packed vectors are moved only if their length changes and does not fill whole words. */
export function reshapeKernel(x: TensorType, y: TensorType): Kernel {
  const encoding = naturalEncoding(x);
  const [from, to] = [vectorsOf(x).length, vectorsOf(y).length];
  if (encoding !== 'bits' || from === to || (from % 32 === 0 && to % 32 === 0)) return passThrough(encoding);
  let values: Buffer = new Int32Array(0);
  return mapKernel('bits', 'bits', (input, output, frames) => {
    const size = frames * frameLength(x, 'int32');
    if (values.length < size) values = new Int32Array(size);
    convertFrames(x, 'bits', 'int32', input, values, frames);
    convertFrames(y, 'int32', 'bits', values, output, frames);
  });
}

/** Kernels of ops of the core that may stand in hardware graphs. */
export const coreKernels: readonly FacetImplementation[] = [
  kernel.for(qnn.reshape, (node) => reshapeKernel(node.operand.x.type, node.result.y.type)),
];
