import { hls } from '@finnc/backend-hls';
import { oneFrame } from '../shared/vectors.ts';
import { slidingWindow } from './sliding-window.ts';

export const slidingWindowHls = hls.for(slidingWindow, (node) => {
  const { x } = node.operand;
  const { kernel, strides, dilations, simd } = node.attrs;
  const { height, width, channels } = oneFrame(x.type);
  const sizes = [channels, simd, x.type.elem.bits, height, width, ...kernel, ...strides, ...dilations];
  return { headers: ['finnc/sliding_window.hpp'], tables: [], callee: `finnc::sliding_window<${sizes.join(', ')}>` };
});
