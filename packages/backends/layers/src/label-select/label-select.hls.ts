import { sizeOf } from '@finnc/ir';
import { elementType, hls } from '@finnc/backend-hls';
import { channelsOf } from '../shared/vectors.ts';
import { labelSelect } from './label-select.ts';

export const labelSelectHls = hls.for(labelSelect, (node) => {
  const { x } = node.operand;
  const { k, pe } = node.attrs;
  const labels = channelsOf(x.type);
  // The engine selects once a frame.
  if (sizeOf(x.type.shape) !== labels)
    throw new RangeError(`label selection over ${sizeOf(x.type.shape) / labels} vectors a frame`);
  const indexBits = node.result.y.type.elem.bits;
  const sizes = [labels, pe, k, elementType(x.type.elem), indexBits];
  return { headers: ['finnc/label_select.hpp'], tables: [], callee: `finnc::label_select<${sizes.join(', ')}>` };
});
