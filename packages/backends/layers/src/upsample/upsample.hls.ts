import { hls } from '@finnc/backend-hls';
import { oneFrame } from '../shared/vectors.ts';
import { upsample } from './upsample.ts';

export const upsampleHls = hls.for(upsample, ({ operand: { x }, attrs: { factors, simd } }) => {
  const { height, width, channels } = oneFrame(x.type);
  const sizes = [channels, simd, x.type.elem.bits, height, width, ...factors];
  return { headers: ['finnc/upsample.hpp'], tables: [], callee: `finnc::upsample<${sizes.join(', ')}>` };
});
