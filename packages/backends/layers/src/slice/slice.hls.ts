import { hls } from '@finnc/backend-hls';
import { slice, sliceSizes } from './slice.ts';

export const sliceHls = hls.for(slice, (node) => {
  const { channels, start, end, simd, vectors } = sliceSizes(node);
  const sizes = [channels, simd, vectors, node.operand.x.type.elem.bits, start, end];
  return { headers: ['finnc/slice.hpp'], tables: [], callee: `finnc::slice<${sizes.join(', ')}>` };
});
