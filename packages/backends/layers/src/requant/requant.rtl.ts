import { scalingRtl } from '../shared/scaling.rtl.ts';
import { requant, requantSizes } from './requant.ts';

export const requantRtl = scalingRtl(requant, (node) => {
  const { x, multipliers, offsets } = node.operand;
  const { shift, rounding, low, high, outType } = node.attrs;
  return {
    ...requantSizes(node),
    from: x.type.elem,
    to: outType,
    factors: multipliers.constant,
    offsets: offsets.constant,
    shift,
    even: rounding === 'half_even',
    limits: [low, high],
  };
});
