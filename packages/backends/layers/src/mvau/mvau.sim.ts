import { frames, kernel, matrixVectorKernel, sliced, slicedProduct } from '@finnc/backend-simulator';
import type { FacetImplementation, Node } from '@finnc/ir';
import { positionedKernel, positionedPlanes } from '../shared/by-position.sim.ts';
import { classMap } from '../shared/positions.ts';
import { mvau, mvauSizes } from './mvau.ts';

const after = ({ operand, attrs }: Node<typeof mvau>): Parameters<typeof positionedKernel>[1] => ({
  thresholds: operand.thresholds.constant,
  offsets: operand.offsets.constant,
  outType: attrs.outType,
  outBias: attrs.outBias,
});

/** Folding changes when a value is computed, never the value, so kernels do not look at it. */
export const mvauKernels: readonly FacetImplementation[] = [
  kernel.for(mvau, (node) => {
    const { x, weights } = node.operand;
    const size = { x: x.type, channels: mvauSizes(node).mh };
    return positionedKernel(size, after(node), node.attrs, (own) =>
      matrixVectorKernel({ x: x.type, weights: weights.constant, ...own }),
    );
  }),
  sliced.for(mvau, (node, { builder, valueOf }) => {
    const x = valueOf(node.operand.x);
    const weights = node.operand.weights.constant;
    const { mh } = mvauSizes(node);
    const y = positionedPlanes(
      () => builder.planes(x),
      mh,
      after(node),
      node.attrs,
      (windows, own) => slicedProduct(builder, { x: windows ?? x, weights, ...own }),
    );
    return { y };
  }),
  frames.for(mvau, (node, { builder, valueOf }) => {
    const { x, weights } = node.operand;
    const spec = { weights: weights.constant, ...after(node), classes: classMap(node.attrs) };
    return { y: builder.product(valueOf(x), spec) };
  }),
];
