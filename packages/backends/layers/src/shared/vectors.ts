import { showType, sizeOf, type TensorType } from '@finnc/ir';

/** Length of the last axis: the channels of everything in hardware. */
export function channelsOf({ shape }: TensorType): number {
  const channels = shape.at(-1);
  if (channels === undefined) throw new RangeError('a scalar has no channels');
  return channels;
}

/** Vectors of channels in a frame: 1 for a dense layer's input, height · width for an image. */
export const vectorsOf = (type: TensorType): number => sizeOf(type.shape) / channelsOf(type);

/** An NHWC image. `frames` is its first axis. */
export interface Image {
  readonly frames: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** @throws RangeError if the type has not four axes */
export function imageOf(type: TensorType): Image {
  const [frames, height, width, channels] = type.shape;
  if (type.shape.length !== 4 || frames === undefined || height === undefined || width === undefined || !channels) {
    throw new RangeError(`${showType(type)} is not an NHWC image`);
  }
  return { frames, height, width, channels };
}

/** The two entries of a pair attribute, which its op has checked. */
export function pairOf(list: readonly number[]): readonly [number, number] {
  const [first, second] = list;
  if (first === undefined || second === undefined) throw new RangeError(`[${list.join(', ')}] is not a pair`);
  return [first, second];
}

/**
 * The image of a frame, for engines that walk over one image a frame.
 *
 * @throws RangeError if a frame holds several
 */
export function oneFrame(type: TensorType): Image {
  const image = imageOf(type);
  if (image.frames !== 1)
    throw new RangeError(`${showType(type)}: a frame of ${image.frames} images; build with batch size 1`);
  return image;
}

/** A layer that writes padded images, as the laws of `@finnc/target` take it, and the images in a frame. */
export function paddedShape(
  y: TensorType,
  simd: number,
): {
  readonly frames: number;
  readonly channels: number;
  readonly output: readonly [number, number];
  readonly simd: number;
} {
  const { frames, height, width, channels } = imageOf(y);
  return { frames, channels, output: [height, width], simd };
}
