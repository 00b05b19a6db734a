import { elementType, hls } from '@finnc/backend-hls';
import { concat, concatSizes } from './concat.ts';

export const concatHls = hls.for(concat, (node) => {
  const { channels, simd, vectors } = concatSizes(node);
  const types = [node.operand.a, node.operand.b, node.result.y].map(({ type }) => elementType(type.elem));
  const sizes = [...channels, simd, vectors, ...types];
  return { headers: ['finnc/concat.hpp'], tables: [], callee: `finnc::concat<${sizes.join(', ')} >` };
});
