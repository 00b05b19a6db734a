import { qnn, showType, sizeOf, type TensorType } from '@finnc/ir';
import { frameLength, naturalEncoding, wordsOf, type Buffer, type Encoding } from '../encoding.ts';
import { mapKernel, type Kernel } from '../facet.ts';

/** A window over an NHWC image without padding. */
export interface ImageWindow {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations?: readonly number[];
}

interface Image {
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Array entries of one pixel. */
  readonly pixel: number;
}

function imageOf(type: TensorType, encoding: Encoding): Image {
  const [images = 1, height = 1, width = 1, channels = 1] = type.shape;
  if (type.shape.length !== 4) throw new RangeError(`${showType(type)} is not an NHWC image`);
  return { images, height, width, channels, pixel: encoding === 'bits' ? wordsOf(channels) : channels };
}

/** For each window, where in the image its pixels begin, in array entries. */
function pixelsOf({ height, width, pixel }: Image, { kernel, strides, dilations = [1, 1] }: ImageWindow): Int32Array {
  return qnn.windowOffsets([height, width], { kernel, strides, dilations, pads: [0, 0, 0, 0] }, [width * pixel, pixel]);
}

/** `[N, H, W, C]` to `[N, OH, OW, kh · kw · C]`, taps in the order (ky, kx, c). */
export function windowKernel(x: TensorType, window: ImageWindow): Kernel {
  const encoding = naturalEncoding(x);
  const image = imageOf(x, encoding);
  const pixels = pixelsOf(image, window);
  const taps = sizeOf(window.kernel);
  const { pixel, channels } = image;
  const imageLength = image.height * image.width * pixel;
  const packed = encoding === 'bits' && channels % 32 !== 0;
  return mapKernel(encoding, encoding, (input, output, frames) => {
    for (let i = 0; i < frames * image.images; i++) {
      if (packed)
        gatherBits(
          input as Int32Array,
          i * imageLength,
          pixels,
          taps,
          channels,
          output as Int32Array,
          i * (pixels.length / taps) * wordsOf(taps * channels),
        );
      else gatherEntries(input, i * imageLength, pixels, pixel, output, i * pixels.length * pixel);
    }
  });
}

function gatherEntries(x: Buffer, from: number, pixels: Int32Array, pixel: number, y: Buffer, to: number): void {
  let o = to;
  for (let i = 0; i < pixels.length; i++) {
    const at = from + pixels[i]!;
    for (let c = 0; c < pixel; c++) y[o++] = x[at + c]!;
  }
}

/** Packs the channels of the taps without gaps. */
function gatherBits(
  x: Int32Array,
  from: number,
  pixels: Int32Array,
  taps: number,
  channels: number,
  y: Int32Array,
  to: number,
): void {
  const words = wordsOf(taps * channels);
  y.fill(0, to, to + (pixels.length / taps) * words);
  for (let i = 0, base = to; i < pixels.length; base += words) {
    for (let bit = 0; bit < taps * channels; bit += channels, i++) {
      let o = base + (bit >>> 5);
      const shift = bit & 31;
      for (let at = from + pixels[i]!, left = channels; left > 0; left -= 32, at++, o++) {
        const word = x[at]!;
        y[o]! |= word << shift;
        if (shift + Math.min(left, 32) > 32) y[o + 1]! |= word >>> (32 - shift);
      }
    }
  }
}

/**
 * Greatest value of each window and channel; on bits, where 1 is +1, that is OR.
 *
 * @param encoding  of operand and result
 */
export function maxPoolKernel(x: TensorType, window: ImageWindow, encoding = naturalEncoding(x)): Kernel {
  const image = imageOf(x, encoding);
  const pixels = pixelsOf(image, window);
  const taps = sizeOf(window.kernel);
  const { pixel } = image;
  const imageLength = image.height * image.width * pixel;
  const outLength = (pixels.length / taps) * pixel;
  return mapKernel(encoding, encoding, (input, output, frames) => {
    for (let i = 0; i < frames * image.images; i++) {
      if (encoding === 'bits')
        orWindows(input as Int32Array, i * imageLength, pixels, taps, pixel, output as Int32Array, i * outLength);
      else maxWindows(input, i * imageLength, pixels, taps, pixel, output, i * outLength);
    }
  });
}

function orWindows(
  x: Int32Array,
  from: number,
  pixels: Int32Array,
  taps: number,
  pixel: number,
  y: Int32Array,
  to: number,
): void {
  let o = to;
  for (let i = 0; i < pixels.length; i += taps) {
    for (let word = 0; word < pixel; word++) {
      let bits = 0;
      for (let tap = i; tap < i + taps; tap++) bits |= x[from + pixels[tap]! + word]!;
      y[o++] = bits;
    }
  }
}

function maxWindows(
  x: Buffer,
  from: number,
  pixels: Int32Array,
  taps: number,
  pixel: number,
  y: Buffer,
  to: number,
): void {
  let o = to;
  for (let i = 0; i < pixels.length; i += taps) {
    for (let c = 0; c < pixel; c++) {
      let most = -Infinity;
      for (let tap = i; tap < i + taps; tap++) {
        const value = x[from + pixels[tap]! + c]!;
        if (value > most) most = value;
      }
      y[o++] = most;
    }
  }
}

/** Sum of each window and channel; of signs, too. */
export function sumPoolKernel(x: TensorType, y: TensorType, window: ImageWindow): Kernel {
  const encoding = naturalEncoding(x) === 'float64' ? 'float64' : 'int32';
  const image = imageOf(x, encoding);
  const pixels = pixelsOf(image, window);
  const taps = sizeOf(window.kernel);
  const imageLength = frameLength(x, encoding) / image.images;
  const outLength = (pixels.length / taps) * image.channels;
  return mapKernel(encoding, naturalEncoding(y), (input, output, frames) => {
    for (let i = 0; i < frames * image.images; i++)
      sumWindows(input, i * imageLength, pixels, taps, image.channels, output, i * outLength);
  });
}

function sumWindows(
  x: Buffer,
  from: number,
  pixels: Int32Array,
  taps: number,
  channels: number,
  y: Buffer,
  to: number,
): void {
  let o = to;
  for (let i = 0; i < pixels.length; i += taps) {
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      for (let tap = i; tap < i + taps; tap++) sum += x[from + pixels[tap]! + c]!;
      y[o++] = sum;
    }
  }
}

/**
 * A frame of `value` around each image; pads are [top, left, bottom, right].
 *
 * @param y  type of the result, which also holds `value`
 */
export function padKernel(x: TensorType, y: TensorType, pads: readonly number[], value: number): Kernel {
  // Bits stay bits where the frame is ±1 too.
  const encoding = naturalEncoding(x) === 'bits' && naturalEncoding(y) !== 'bits' ? 'int32' : naturalEncoding(y);
  const [from, to] = [imageOf(x, encoding), imageOf(y, encoding)];
  const [top = 0, left = 0] = pads;
  const row = from.width * from.pixel;
  const [fromLength, toLength] = [frameLength(x, encoding) / from.images, frameLength(y, encoding) / to.images];
  const frame = new Int32Array(to.pixel).fill(value);
  if (encoding === 'bits') {
    for (let word = 0; word < frame.length; word++) {
      const left = to.channels - 32 * word;
      frame[word] = value > 0 ? (left >= 32 ? -1 : (1 << left) - 1) : 0;
    }
  }
  return mapKernel(encoding, naturalEncoding(y), (input, output, frames) => {
    const length = frames * to.images * toLength;
    if (to.pixel === 1 || encoding !== 'bits' || value <= 0) output.fill(frame[0]!, 0, length);
    else for (let i = 0; i < length; i++) output[i] = frame[i % to.pixel]!;
    for (let i = 0; i < frames * from.images; i++) {
      for (let r = 0; r < from.height; r++) {
        const start = i * fromLength + r * row;
        output.set(input.subarray(start, start + row), i * toLength + ((top + r) * to.width + left) * to.pixel);
      }
    }
  });
}

/** Each pixel `factors[0]` times below and `factors[1]` times beside itself; packed bits are copied as they are. */
export function upsampleKernel(x: TensorType, factors: readonly number[]): Kernel {
  const encoding = naturalEncoding(x);
  const { images, height, width, pixel } = imageOf(x, encoding);
  const [down = 1, across = 1] = factors;
  const row = width * across * pixel;
  return mapKernel(encoding, encoding, (input, output, frames) => {
    for (let r = 0; r < frames * images * height; r++) {
      const to = r * down * row;
      for (let i = 0, at = to; i < width * across; i++) {
        const from = (r * width + Math.floor(i / across)) * pixel;
        for (let c = 0; c < pixel; c++) output[at++] = input[from + c]!;
      }
      for (let copy = 1; copy < down; copy++) output.copyWithin(to + copy * row, to, to + row);
    }
  });
}
