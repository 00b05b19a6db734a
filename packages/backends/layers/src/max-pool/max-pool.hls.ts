import { elementType, hls } from '@finnc/backend-hls';
import { oneFrame } from '../shared/vectors.ts';
import { maxPool } from './max-pool.ts';

export const maxPoolHls = hls.for(maxPool, (node) => {
  const { x } = node.operand;
  const { kernel, strides, pe } = node.attrs;
  const { height, width, channels } = oneFrame(x.type);
  const sizes = [channels, pe, elementType(x.type.elem), height, width, ...kernel, ...strides];
  return { headers: ['finnc/max_pool.hpp'], tables: [], callee: `finnc::max_pool<${sizes.join(', ')}>` };
});
