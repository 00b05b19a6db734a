import {
  attr,
  defineOp,
  isInteger,
  operand,
  qnn,
  showType,
  sizeOf,
  tensorType,
  type Node,
  type Tensor,
} from '@finnc/ir';
import { divideExactly } from '@finnc/target/exact';
import { channelsOf, vectorsOf } from '../shared/vectors.ts';

/**
 * Codes by multiplication and shift: `y = clamp(round((multipliers[c] · x + offsets[c]) / 2^shift), low, high)`.
 *
 * x `[..., C]` of integers; multipliers and offsets have one entry or C. `pe` channels are worked on each cycle, a
 * multiplier for each; it must divide C.
 */
export const requant = defineOp({
  name: 'hw.requant',
  summary: 'Integer codes by multiplication and shift.',
  operands: { x: operand.value, multipliers: operand.constant, offsets: operand.constant },
  results: ['y'],
  attrs: {
    shift: attr.int({ min: 0, max: 52 }),
    rounding: attr.oneOf(qnn.shiftRoundings, { default: 'floor' }),
    low: attr.int(),
    high: attr.int(),
    outType: attr.type(),
    pe: attr.int({ min: 1, default: 1 }),
  },
  infer({ x, multipliers, offsets }, { outType, pe }) {
    if (!isInteger(x.type.elem)) throw new RangeError(`requantises ${showType(x.type)}`);
    const channels = channelsOf(x.type);
    qnn.checkRequantisation(
      { multipliers: sizeOf(multipliers.type.shape), offsets: sizeOf(offsets.type.shape) },
      channels,
    );
    divideExactly(channels, pe, 'PE', 'NumChannels');
    return { y: tensorType(outType, x.type.shape) };
  },
  evaluate({ x, multipliers, offsets }, attrs): { y: Tensor } {
    const axis = x.type.shape.length - 1;
    const data = qnn.requantised(x, multipliers, offsets, { ...attrs, axis });
    return { y: { type: tensorType(attrs.outType, x.type.shape), data } };
  },
});

export interface RequantSizes {
  readonly channels: number;
  readonly pe: number;
  readonly vectors: number;
}

/** Channels are those of the last axis; vectors are those of a frame. */
export function requantSizes({ operand: { x }, attrs }: Node<typeof requant>): RequantSizes {
  return { channels: channelsOf(x.type), pe: attrs.pe, vectors: vectorsOf(x.type) };
}
