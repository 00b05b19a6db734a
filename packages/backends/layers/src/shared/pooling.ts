import { qnn, tensorType, type ScalarType, type TensorType } from '@finnc/ir';
import { divideExactly } from '@finnc/target/exact';
import { imageOf, pairOf } from './vectors.ts';

/** Padding has its own layer before a pool, and dilated windows are made by a sliding window. */
export const plainWindow = { pads: [0, 0, 0, 0], dilations: [1, 1], layout: 'nhwc' } as const;

interface Windows {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
}

/** Type of an image after a pool without padding, its sizes rounded down. */
export function pooledType(x: TensorType, elem: ScalarType, { kernel, strides }: Windows): TensorType {
  const { frames, height, width, channels } = imageOf(x);
  const size = qnn.windowedSize([height, width], { kernel, strides, ...plainWindow });
  return tensorType(elem, [frames, ...size, channels]);
}

/** Sizes of a pool; pairs are height, width. `frames` are the images in a frame. */
export interface PoolSizes {
  readonly frames: number;
  readonly channels: number;
  readonly input: readonly [number, number];
  readonly output: readonly [number, number];
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly pe: number;
}

export function poolSizes(
  x: TensorType,
  y: TensorType,
  { kernel, strides, pe }: Windows & { readonly pe: number },
): PoolSizes {
  const [from, to] = [imageOf(x), imageOf(y)];
  return {
    frames: from.frames,
    channels: from.channels,
    input: [from.height, from.width],
    output: [to.height, to.width],
    kernel: pairOf(kernel),
    stride: pairOf(strides),
    pe,
  };
}

/** Steps our engine gives an image row at least, so that a memory pipeline can keep up. */
const leastRow = 8;

/**
 * Cycles a frame occupies our engine: every beat of the image, a row taking 8 cycles or more.
 *
 * @returns clock cycles, equal to the trip count of `pool` in `pool.hpp`
 * @throws RangeError if `pe` does not divide `channels`
 */
export function poolCycles({ frames, channels, input, pe }: Omit<PoolSizes, 'output' | 'kernel' | 'stride'>): number {
  const [height, width] = input;
  return frames * height * Math.max(width * divideExactly(channels, pe, 'PE', 'NumChannels'), leastRow);
}

/** Whether each pixel is in one window: half-finished windows are all that such a pool remembers. */
export const isTiled = ({ kernel, stride }: Pick<PoolSizes, 'kernel' | 'stride'>): boolean =>
  kernel[0] === stride[0] && kernel[1] === stride[1];
