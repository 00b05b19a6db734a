import {
  attr,
  defineOp,
  isInteger,
  operand,
  qnn,
  showType,
  tensorType,
  type Node,
  type Tensor,
  type TensorType,
} from '@finnc/ir';
import { divideExactly } from '@finnc/target';
import { imageOf, pairOf } from '../shared/vectors.ts';

const { kernel, strides } = qnn.windowAttrs;
const plain = { pads: [0, 0, 0, 0], dilations: [1, 1] } as const;

/**
 * Greatest value of each window: x `[N, H, W, C]` to y `[N, OH, OW, C]`, sizes rounded down. No padding: `hw.pad`
 * comes before.
 *
 * `pe` channels are worked on each cycle; it must divide C. FINN's layer is not folded: its `pe` is C.
 */
export const maxPool = defineOp({
  name: 'hw.max_pool',
  summary: 'Maximum over sliding windows of an image.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: { kernel, strides, pe: attr.int({ min: 1 }) },
  infer({ x }, { pe, ...window }) {
    if (!isInteger(x.type.elem)) throw new RangeError(`the maxima of ${showType(x.type)}`);
    divideExactly(imageOf(x.type).channels, pe, 'PE', 'NumChannels');
    return { y: pooledType(x.type, window) };
  },
  evaluate({ x }, { pe: _pe, ...window }, cx): { y: Tensor } {
    const pooled = qnn.maxPool.evaluate({ x } as never, { ...window, ...plain, layout: 'nhwc' } as never, cx);
    return { y: { type: pooledType(x.type, window), data: pooled['y']!.data } };
  },
});

function pooledType(
  x: TensorType,
  window: { readonly kernel: readonly number[]; readonly strides: readonly number[] },
): TensorType {
  const { frames, height, width, channels } = imageOf(x);
  return tensorType(x.elem, [frames, ...qnn.windowedSize([height, width], { ...window, ...plain }), channels]);
}

/** Sizes of a max-pool; pairs are height, width. `frames` are the images in a frame. */
export interface MaxPoolSizes {
  readonly frames: number;
  readonly channels: number;
  readonly input: readonly [number, number];
  readonly output: readonly [number, number];
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly pe: number;
}

export function maxPoolSizes({ operand, result, attrs }: Node<typeof maxPool>): MaxPoolSizes {
  const [x, y] = [imageOf(operand.x.type), imageOf(result.y.type)];
  return {
    frames: x.frames,
    channels: x.channels,
    input: [x.height, x.width],
    output: [y.height, y.width],
    kernel: pairOf(attrs.kernel),
    stride: pairOf(attrs.strides),
    pe: attrs.pe,
  };
}
