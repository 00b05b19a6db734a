import { scalingRtl } from '../shared/scaling.rtl.ts';
import { channelwise, channelwiseSizes } from './channelwise.ts';

export const channelwiseRtl = scalingRtl(channelwise, (node) => {
  const { x, factors, offsets } = node.operand;
  return {
    ...channelwiseSizes(node),
    from: x.type.elem,
    to: node.attrs.outType,
    factors: factors.constant,
    offsets: offsets.constant,
    shift: 0,
    even: false,
  };
});
