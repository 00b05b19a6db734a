import {
  attr,
  defineOp,
  isInteger,
  joinTypes,
  operand,
  qnn,
  showType,
  tensorType,
  type Node,
  type Tensor,
  type TensorType,
} from '@finnc/ir';
import { divideExactly } from '@finnc/target/exact';
import { channelsOf, vectorsOf } from '../shared/vectors.ts';

function joinedType(a: TensorType, b: TensorType): TensorType {
  const [own, other] = [a.shape.slice(0, -1), b.shape.slice(0, -1)];
  if (own.join() !== other.join() || !isInteger(a.elem) || !isInteger(b.elem))
    throw new RangeError(`the channels of ${showType(a)} and ${showType(b)}`);
  return tensorType(joinTypes(a.elem, b.elem), [...own, channelsOf(a) + channelsOf(b)]);
}

/**
 * The channels of b behind those of a, pixel by pixel: `[..., A]` and `[..., B]` to `[..., A + B]`.
 *
 * FINN's StreamingConcat. `simd` channels are passed on each cycle; it must divide A and B.
 */
export const concat = defineOp({
  name: 'hw.concat',
  summary: 'Joins the channels of two streams, vector by vector.',
  operands: { a: operand.value, b: operand.value },
  results: ['y'],
  attrs: { simd: attr.int({ min: 1, default: 1 }) },
  infer({ a, b }, { simd }) {
    const y = joinedType(a.type, b.type);
    for (const { type } of [a, b]) divideExactly(channelsOf(type), simd, 'SIMD', 'ChannelsPerStream');
    return { y };
  },
  evaluate: ({ a, b }, _attrs, cx): { y: Tensor } => ({
    y: qnn.concat.evaluate({ a, b } as never, { axis: a.type.shape.length - 1 } as never, cx)['y']!,
  }),
});

/** Sizes of a concatenation: `channels` of a and of b, vectors a frame. */
export interface ConcatSizes {
  readonly channels: readonly [number, number];
  readonly simd: number;
  readonly vectors: number;
}

export const concatSizes = ({ operand: { a, b }, attrs }: Node<typeof concat>): ConcatSizes => ({
  channels: [channelsOf(a.type), channelsOf(b.type)],
  simd: attrs.simd,
  vectors: vectorsOf(a.type),
});
