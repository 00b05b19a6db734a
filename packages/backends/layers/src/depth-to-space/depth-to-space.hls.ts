import { hls } from '@finnc/backend-hls';
import { oneFrame } from '../shared/vectors.ts';
import { depthToSpace, depthToSpaceSizes } from './depth-to-space.ts';

export const depthToSpaceHls = hls.for(depthToSpace, (node) => {
  const { x } = node.operand;
  const { height, width } = oneFrame(x.type);
  const { channels, block, simd } = depthToSpaceSizes(node);
  const sizes = [channels, simd, x.type.elem.bits, height, width, block, node.attrs.mode === 'crd'];
  return { headers: ['finnc/depth_to_space.hpp'], tables: [], callee: `finnc::depth_to_space<${sizes.join(', ')}>` };
});
