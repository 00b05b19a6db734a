import { elementType, hls } from '@finnc/backend-hls';
import { encodeElement } from '@finnc/ir/hw';
import { oneFrame } from '../shared/vectors.ts';
import { pad } from './pad.ts';

export const padHls = hls.for(pad, (node) => {
  const { x } = node.operand;
  const { pads, value, outType, simd } = node.attrs;
  const { height, width, channels } = oneFrame(x.type);
  const types = [x.type.elem, outType].map(elementType);
  const code = encodeElement(outType, value);
  const sizes = [channels, simd, ...types, height, width, ...pads, `${code}u`];
  return { headers: ['finnc/pad.hpp'], tables: [], callee: `finnc::pad<${sizes.join(', ')}>` };
});
