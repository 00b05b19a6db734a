import {
  attr,
  defineOp,
  isInteger,
  operand,
  qnn,
  sameShape,
  showType,
  tensorType,
  type Node,
  type Tensor,
} from '@finnc/ir';
import { divideExactly } from '@finnc/target/exact';
import { channelsOf, vectorsOf } from '../shared/vectors.ts';

/**
 * y = aFactor · a + bFactor · b, element by element, on integers of one shape `[..., C]`.
 *
 * FINN's AddStreams; its factors are 1. `pe` channels are worked on each cycle; it must divide C.
 */
export const add = defineOp({
  name: 'hw.add',
  summary: 'Sum of two streams, each times a whole factor.',
  operands: { a: operand.value, b: operand.value },
  results: ['y'],
  attrs: {
    aFactor: attr.int({ default: 1 }),
    bFactor: attr.int({ default: 1 }),
    outType: attr.type(),
    pe: attr.int({ min: 1, default: 1 }),
  },
  infer({ a, b }, { outType, pe }) {
    if (!sameShape(a.type.shape, b.type.shape) || ![a, b].every(({ type }) => isInteger(type.elem)))
      throw new RangeError(`${showType(a.type)} plus ${showType(b.type)}`);
    divideExactly(channelsOf(a.type), pe, 'PE', 'NumChannels');
    return { y: tensorType(outType, a.type.shape) };
  },
  evaluate: ({ a, b }, { pe: _pe, ...attrs }, cx): { y: Tensor } => ({
    y: qnn.sum.evaluate({ a, b } as never, attrs as never, cx)['y']!,
  }),
});

/** Sizes of an adder: vectors of `channels` a frame. */
export interface AddSizes {
  readonly channels: number;
  readonly pe: number;
  readonly vectors: number;
}

export const addSizes = ({ operand: { a }, attrs }: Node<typeof add>): AddSizes => ({
  channels: channelsOf(a.type),
  pe: attrs.pe,
  vectors: vectorsOf(a.type),
});
