import { attr, defineOp, isInteger, operand, qnn, showType, type Tensor } from '@finnc/ir';
import { divideExactly } from '@finnc/target/exact';
import { imageOf } from '../shared/vectors.ts';

/**
 * Zeros between the pixels of an image: x `[N, H, W, C]` to y `[N, (H − 1) · s + 1, (W − 1) · t + 1, C]`, strides
 * `[s, t]`. y holds zeros, too: pixels of ±1 become ternary.
 *
 * `simd` channels go in and out each cycle; it must divide C.
 */
export const pixelPad = defineOp({
  name: 'hw.pixel_pad',
  summary: 'Puts zeros between the pixels of an image.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: { strides: qnn.pixelPad.attrs.strides, simd: attr.int({ min: 1, default: 1 }) },
  infer({ x }, { strides, simd }) {
    if (!isInteger(x.type.elem)) throw new RangeError(`zeros between pixels of ${showType(x.type)}`);
    divideExactly(imageOf(x.type).channels, simd, 'SIMD', 'NumChannels');
    return qnn.pixelPad.infer({ x } as never, { strides, layout: 'nhwc' } as never) as { y: Tensor['type'] };
  },
  evaluate({ x }, { strides }, cx): { y: Tensor } {
    return qnn.pixelPad.evaluate({ x } as never, { strides, layout: 'nhwc' } as never, cx) as { y: Tensor };
  },
});
