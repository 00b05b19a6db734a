import { frames, framesMovement, gatherKernel, kernel, sliced, slicedMovement } from '@finnc/backend-simulator';
import { sizeOf, type FacetImplementation } from '@finnc/ir';
import { pixelPad } from './pixel-pad.ts';

export const pixelPadKernels: readonly FacetImplementation[] = [
  kernel.for(pixelPad, ({ operand: { x }, result: { y }, attrs }) => {
    // Where each element comes from, found by sending the numbers of the elements through the op.
    const numbers = Int32Array.from({ length: sizeOf(x.type.shape) }, (_, i) => i + 1);
    const sent = pixelPad.evaluate({ x: { type: x.type, data: numbers } } as never, attrs as never, {
      arithmetic: 'exact',
      settle: () => undefined,
    });
    return gatherKernel(
      x.type,
      y.type,
      Int32Array.from(sent['y']!.data, (number) => number - 1),
    );
  }),
  sliced.for(pixelPad, slicedMovement),
  frames.for(pixelPad, framesMovement),
];
