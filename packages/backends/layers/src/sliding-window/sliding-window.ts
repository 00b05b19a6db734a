import { attr, defineOp, operand, qnn, tensorType, type Node, type Tensor, type TensorType } from '@finnc/ir';
import type { SlidingWindowShape } from '@finnc/target';
import { divideExactly } from '@finnc/target/exact';
import { imageOf, pairOf } from '../shared/vectors.ts';

const { kernel, strides, dilations } = qnn.windowAttrs;
const pads = [0, 0, 0, 0] as const;

interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
}

/**
 * Windows of an image, one a pixel of a convolution's result: x `[N, H, W, C]` to y `[N, OH, OW, kh · kw · C]`,
 * in the order (ky, kx, c) with c fastest. There is no padding: `hw.pad` comes before.
 *
 * `simd` channels go in and out each cycle; it must divide C.
 */
export const slidingWindow = defineOp({
  name: 'hw.sliding_window',
  summary: 'Turns an image into the windows of a convolution.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: { kernel, strides, dilations, simd: attr.int({ min: 1, default: 1 }) },
  infer({ x }, attrs) {
    divideExactly(imageOf(x.type).channels, attrs.simd, 'SIMD', 'IFMChannels');
    return { y: windowsOf(x.type, attrs) };
  },
  evaluate({ x }, attrs): { y: Tensor } {
    return {
      y: { type: windowsOf(x.type, attrs), data: qnn.gatherWindows(x.data, x.type.shape, { ...attrs, pads }, 0) },
    };
  },
});

function windowsOf(x: TensorType, window: Window): TensorType {
  const { frames, height, width, channels } = imageOf(x);
  const [kernelHeight, kernelWidth] = pairOf(window.kernel);
  const [outHeight, outWidth] = qnn.windowedSize([height, width], { ...window, pads });
  return tensorType(x.elem, [frames, outHeight, outWidth, kernelHeight * kernelWidth * channels]);
}

/** The layer as the laws of `@finnc/target` take it, and the images in a frame. */
export function slidingWindowShape({ operand, result, attrs }: Node<typeof slidingWindow>): Required<
  Omit<SlidingWindowShape, 'depthwise' | 'parallelWindow'>
> & {
  readonly frames: number;
} {
  const { frames, height, width, channels } = imageOf(operand.x.type);
  const out = imageOf(result.y.type);
  return {
    frames,
    channels,
    kernel: pairOf(attrs.kernel),
    input: [height, width],
    output: [out.height, out.width],
    stride: pairOf(attrs.strides),
    dilation: pairOf(attrs.dilations),
    simd: attrs.simd,
  };
}
