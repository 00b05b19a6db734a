import type { FacetImplementation } from '@finnc/ir';
import { rtl } from '@finnc/backend-rtl';
import { cycles, encodeElement, loop } from '@finnc/ir/hw';
import { elementKind } from '../shared/element.rtl.ts';
import { oneRegister } from '../shared/pipeline.rtl.ts';
import { imageOf } from '../shared/vectors.ts';
import { pad } from './pad.ts';

export const padRtl: readonly FacetImplementation[] = [
  rtl.for(pad, ({ operand: { x }, attrs: { pads, value, outType, simd } }) => {
    const { height, width, channels } = imageOf(x.type);
    const [top = 0, left = 0, bottom = 0, right = 0] = pads;
    return {
      module: 'finnc_pad',
      parameters: {
        LANES: simd,
        X_BITS: x.type.elem.bits,
        X_KIND: elementKind(x.type.elem),
        Y_BITS: outType.bits,
        FOLDS: channels / simd,
        HEIGHT: height,
        WIDTH: width,
        TOP: top,
        LEFT: left,
        BOTTOM: bottom,
        RIGHT: right,
        CODE: Number(encodeElement(outType, value)),
      },
    };
  }),
  cycles.for(pad, ({ operand: { x }, attrs: { pads, simd } }) => {
    const { frames, height, width, channels } = imageOf(x.type);
    const [top = 0, left = 0, bottom = 0, right = 0] = pads;
    const folds = channels / simd;
    const border = (words: number): ReturnType<typeof loop> => loop(words * folds, { write: ['y'] });
    const columns = left + width + right;
    const row = [border(left), loop(width * folds, { read: ['x'], write: ['y'] }), border(right)];
    const image = [border(top * columns), loop(height, ...row), border(bottom * columns)];
    return { actors: [{ name: 'pad', schedule: [loop(frames, ...image)], pipeline: oneRegister }] };
  }),
];
