import { attr, defineOp, isInteger, operand, qnn, showType, tensorType, type Node, type Tensor } from '@finnc/ir';
import { divideExactly } from '@finnc/target/exact';
import { channelsOf, vectorsOf } from '../shared/vectors.ts';

/**
 * Channels start to end − 1 of each vector: `[..., C]` to `[..., end − start]`. The others are read and dropped.
 *
 * One output of FINN's StreamingSplit; several slices read the stream through forks. `simd` channels are read each
 * cycle; it must divide C, start and end.
 */
export const slice = defineOp({
  name: 'hw.slice',
  summary: 'Passes a range of channels on and drops the others.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: { start: attr.int({ min: 0 }), end: attr.int({ min: 1 }), simd: attr.int({ min: 1, default: 1 }) },
  infer({ x }, { start, end, simd }) {
    const channels = channelsOf(x.type);
    if (!isInteger(x.type.elem) || start >= end || end > channels)
      throw new RangeError(`channels ${start} to ${end} of ${showType(x.type)}`);
    for (const size of [channels, start, end]) divideExactly(size, simd, 'SIMD', 'ChannelsPerStream');
    return { y: tensorType(x.type.elem, [...x.type.shape.slice(0, -1), end - start]) };
  },
  evaluate: ({ x }, { start, end }, cx): { y: Tensor } => ({
    y: qnn.slice.evaluate({ x } as never, { axis: x.type.shape.length - 1, start, end, step: 1 } as never, cx)['y']!,
  }),
});

/** Sizes of a slice: vectors of `channels` a frame. */
export interface SliceSizes {
  readonly channels: number;
  readonly start: number;
  readonly end: number;
  readonly simd: number;
  readonly vectors: number;
}

export const sliceSizes = ({ operand: { x }, attrs }: Node<typeof slice>): SliceSizes => ({
  ...attrs,
  channels: channelsOf(x.type),
  vectors: vectorsOf(x.type),
});
