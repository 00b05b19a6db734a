import { attr } from '../op/index.ts';
import { stridesOf, type Shape, type TensorData } from '../tensor/index.ts';

/** Attributes of every op that slides a window over two spatial axes; pads are [top, left, bottom, right]. */
export const windowAttrs = {
  kernel: attr.ints({ min: 1, length: 2 }),
  strides: attr.ints({ min: 1, length: 2, default: [1, 1] }),
  pads: attr.ints({ min: 0, length: 4, default: [0, 0, 0, 0] }),
  dilations: attr.ints({ min: 1, length: 2, default: [1, 1] }),
};

export interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly pads: readonly number[];
  readonly dilations: readonly number[];
}

/**
 * Output height and width: `floor((in + pads − dilation · (kernel − 1) − 1) / stride) + 1`.
 *
 * @throws RangeError if the window does not fit
 */
export function windowedSize(
  [height = 1, width = 1]: Shape,
  { kernel, strides, pads, dilations }: Window,
): [number, number] {
  const along = (size: number, axis: 0 | 1): number => {
    const reach = dilations[axis]! * (kernel[axis]! - 1) + 1;
    const padded = size + pads[axis]! + pads[axis + 2]!;
    if (reach > padded) throw new RangeError(`a window of ${reach} on ${padded} pixels`);
    return Math.floor((padded - reach) / strides[axis]!) + 1;
  };
  return [along(height, 0), along(width, 1)];
}

/**
 * Offsets of every pixel of every window, in (image row, image column, kernel row, kernel column) order; −1 in the padding.
 *
 * @param strides  distance in elements between rows and between columns
 */
export function windowOffsets(
  [height = 1, width = 1]: Shape,
  window: Window,
  [rowStride = 1, columnStride = 1]: Shape,
): Int32Array {
  const [outHeight, outWidth] = windowedSize([height, width], window);
  const [kernelHeight = 1, kernelWidth = 1] = window.kernel;
  const result = new Int32Array(outHeight * outWidth * kernelHeight * kernelWidth);
  let i = 0;
  for (let oy = 0; oy < outHeight; oy++) {
    for (let ox = 0; ox < outWidth; ox++) {
      for (let ky = 0; ky < kernelHeight; ky++) {
        const y = oy * window.strides[0]! + ky * window.dilations[0]! - window.pads[0]!;
        for (let kx = 0; kx < kernelWidth; kx++) {
          const x = ox * window.strides[1]! + kx * window.dilations[1]! - window.pads[1]!;
          result[i++] = y < 0 || y >= height || x < 0 || x >= width ? -1 : y * rowStride + x * columnStride;
        }
      }
    }
  }
  return result;
}

/** Rows of windows: `[images · OH · OW, kh · kw · C]` from an NHWC tensor, channels fastest. */
export function gatherWindows<Data extends TensorData | Uint32Array>(
  data: Data,
  shape: Shape,
  window: Window,
  pad: number,
): Data {
  const [images = 1, height = 1, width = 1, channels = 1] = shape;
  const strides = stridesOf(shape);
  const pixels = windowOffsets([height, width], window, [strides[1]!, strides[2]!]);
  const rows = new (data.constructor as new (length: number) => Data)(images * pixels.length * channels);
  for (let image = 0; image < images; image++) {
    const base = image * strides[0]!;
    for (let i = 0; i < pixels.length; i++) {
      const to = (image * pixels.length + i) * channels;
      const from = pixels[i]!;
      if (from < 0) rows.fill(pad, to, to + channels);
      else if (channels > 8) rows.set(data.subarray(base + from, base + from + channels), to);
      else for (let c = 0; c < channels; c++) rows[to + c] = data[base + from + c]!;
    }
  }
  return rows;
}
