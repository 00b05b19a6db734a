import { elementType, hls } from '@finnc/backend-hls';
import { streamOf } from '../shared/stream.ts';
import { add } from './add.ts';

export const addHls = hls.for(add, ({ operand: { a, b }, result, attrs: { aFactor, bFactor, pe } }) => {
  const types = [a.type.elem, b.type.elem, result.y.type.elem].map(elementType);
  const sizes = [pe, streamOf(a.type, pe).beats, ...types, `${aFactor}LL`, `${bFactor}LL`];
  return { headers: ['finnc/add.hpp'], tables: [], callee: `finnc::add<${sizes.join(', ')}>` };
});
