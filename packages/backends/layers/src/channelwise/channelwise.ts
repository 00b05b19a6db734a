import { attr, defineOp, isInteger, operand, showType, sizeOf, tensorType, type Node, type Tensor } from '@finnc/ir';
import { divideExactly } from '@finnc/target/exact';
import { channelsOf, vectorsOf } from '../shared/vectors.ts';

/**
 * y[…, c] = factors[c] · x[…, c] + offsets[c] on integers, channels last: what is left of negated channels and of
 * offsets that no weights or thresholds could take.
 *
 * FINN's ChannelwiseOp, which adds or multiplies. `pe` channels are worked on each cycle; it must divide C.
 */
export const channelwise = defineOp({
  name: 'hw.channelwise',
  summary: 'An integer factor and an integer summand for each channel.',
  operands: { x: operand.value, factors: operand.constant, offsets: operand.constant },
  results: ['y'],
  attrs: { outType: attr.type(), pe: attr.int({ min: 1, default: 1 }) },
  infer({ x, factors, offsets }, { outType, pe }) {
    const channels = channelsOf(x.type);
    if (![x, factors, offsets].every(({ type }) => isInteger(type.elem)) || !isInteger(outType))
      throw new RangeError(`factors ${showType(factors.type)} on ${showType(x.type)}`);
    for (const { type } of [factors, offsets]) {
      if (sizeOf(type.shape) !== channels)
        throw new RangeError(`${sizeOf(type.shape)} entries for ${channels} channels`);
    }
    divideExactly(channels, pe, 'PE', 'NumChannels');
    return { y: tensorType(outType, x.type.shape) };
  },
  evaluate({ x, factors, offsets }, { outType }): { y: Tensor } {
    const channels = factors.data.length;
    const data = Float64Array.from(x.data, (value, i) => {
      return factors.data[i % channels]! * value + offsets.data[i % channels]!;
    });
    return { y: { type: tensorType(outType, x.type.shape), data } };
  },
});

/** Sizes of a channelwise layer: vectors of `channels` a frame. */
export interface ChannelwiseSizes {
  readonly channels: number;
  readonly pe: number;
  readonly vectors: number;
}

export const channelwiseSizes = ({ operand: { x }, attrs }: Node<typeof channelwise>): ChannelwiseSizes => ({
  channels: channelsOf(x.type),
  pe: attrs.pe,
  vectors: vectorsOf(x.type),
});
