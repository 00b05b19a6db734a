import {
  attr,
  defineOp,
  operand,
  qnn,
  showType,
  isInteger,
  tensorType,
  type Node,
  type Tensor,
  type TensorType,
} from '@finnc/ir';
import { divideExactly } from '@finnc/target/exact';
import { imageOf, pairOf } from '../shared/vectors.ts';

function enlargedType(x: TensorType, factors: readonly number[]): TensorType {
  const { frames, height, width, channels } = imageOf(x);
  const [down, across] = pairOf(factors);
  return tensorType(x.elem, [frames, height * down, width * across, channels]);
}

/**
 * Every pixel `factors` times below and beside itself: x `[N, H, W, C]` to y `[N, H · f0, W · f1, C]`.
 *
 * FINN's UpsampleNearestNeighbour, which is not folded. `simd` channels are passed on each cycle; it must divide C.
 */
export const upsample = defineOp({
  name: 'hw.upsample',
  summary: 'Repeats every pixel of an image in rows and columns.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: { factors: attr.ints({ min: 1, length: 2 }), simd: attr.int({ min: 1, default: 1 }) },
  infer({ x }, { factors, simd }) {
    if (!isInteger(x.type.elem)) throw new RangeError(`enlarging ${showType(x.type)}`);
    divideExactly(imageOf(x.type).channels, simd, 'SIMD', 'NumChannels');
    return { y: enlargedType(x.type, factors) };
  },
  evaluate: ({ x }, { factors }, cx): { y: Tensor } => ({
    y: qnn.upsample.evaluate({ x } as never, { factors, layout: 'nhwc' } as never, cx)['y']!,
  }),
});

/** Sizes of an enlargement; `input` is height, width. `frames` are the images in a frame. */
export interface UpsampleSizes {
  readonly frames: number;
  readonly channels: number;
  readonly input: readonly [number, number];
  readonly factors: readonly [number, number];
  readonly simd: number;
}

/** Sizes of the image that comes in, in pixels, and the whole factors of rows and columns. */
export function upsampleSizes({ operand: { x }, attrs }: Node<typeof upsample>): UpsampleSizes {
  const { frames, height, width, channels } = imageOf(x.type);
  return { frames, channels, input: [height, width], factors: pairOf(attrs.factors), simd: attrs.simd };
}
