import type { FacetImplementation } from '@finnc/ir';
import { rtl } from '@finnc/backend-rtl';
import { cycles, loop } from '@finnc/ir/hw';
import { elementKind } from '../shared/element.rtl.ts';
import { oneRegister } from '../shared/pipeline.rtl.ts';
import { imageOf, pairOf } from '../shared/vectors.ts';
import { pixelPad } from './pixel-pad.ts';

export const pixelPadRtl: readonly FacetImplementation[] = [
  rtl.for(pixelPad, ({ operand: { x }, result: { y }, attrs: { strides, simd } }) => {
    const { height, width, channels } = imageOf(x.type);
    const [down, across] = pairOf(strides);
    return {
      module: 'finnc_pixel_pad',
      parameters: {
        LANES: simd,
        X_BITS: x.type.elem.bits,
        X_KIND: elementKind(x.type.elem),
        Y_BITS: y.type.elem.bits,
        FOLDS: channels / simd,
        HEIGHT: height,
        WIDTH: width,
        STRIDE_H: down,
        STRIDE_W: across,
      },
    };
  }),
  cycles.for(pixelPad, ({ operand: { x }, attrs: { strides, simd } }) => {
    const { frames, height, width, channels } = imageOf(x.type);
    const [down, across] = pairOf(strides);
    const folds = channels / simd;
    const zeros = (words: number): ReturnType<typeof loop> => loop(words * folds, { write: ['y'] });
    const pixel = loop(folds, { read: ['x'], write: ['y'] });
    const row = [loop(width - 1, pixel, zeros(across - 1)), pixel];
    const between = zeros((down - 1) * ((width - 1) * across + 1));
    const image = [loop(height - 1, ...row, between), ...row];
    return { actors: [{ name: 'pad', schedule: [loop(frames, ...image)], pipeline: oneRegister }] };
  }),
];
