import { elementType, hls } from '@finnc/backend-hls';
import { oneFrame } from '../shared/vectors.ts';
import { pixelPad } from './pixel-pad.ts';

export const pixelPadHls = hls.for(pixelPad, ({ operand: { x }, result: { y }, attrs: { strides, simd } }) => {
  const { height, width, channels } = oneFrame(x.type);
  const types = [x.type.elem, y.type.elem].map(elementType);
  const sizes = [channels, simd, ...types, height, width, ...strides];
  return { headers: ['finnc/pixel_pad.hpp'], tables: [], callee: `finnc::pixel_pad<${sizes.join(', ')}>` };
});
