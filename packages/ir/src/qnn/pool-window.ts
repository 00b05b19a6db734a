import { alongAxis, type Field } from '../analysis/index.ts';
import { attr } from '../op/index.ts';
import { showType, sizeOf, stridesOf, tensorType, type Shape, type Tensor, type TensorType } from '../tensor/index.ts';
import type { ScalarType } from '../types/index.ts';
import { windowAttrs, windowedSize, windowOffsets, type Window } from './window.ts';

export const imageLayouts = ['nchw', 'nhwc'] as const;
export type ImageLayout = (typeof imageLayouts)[number];

/** Attributes of every op that reduces the windows of an image, channel by channel. */
export const poolAttrs = { ...windowAttrs, layout: attr.oneOf(imageLayouts, { default: 'nchw' }) };

export const axesOf = (layout: ImageLayout): { readonly h: number; readonly w: number; readonly c: number } =>
  layout === 'nchw' ? { c: 1, h: 2, w: 3 } : { h: 1, w: 2, c: 3 };

/** Height and width of an image. */
export function imageSize(x: TensorType, layout: ImageLayout): [number, number] {
  if (x.shape.length !== 4) throw new RangeError(`${showType(x)} is not an image`);
  const { h, w } = axesOf(layout);
  return [x.shape[h]!, x.shape[w]!];
}

/** One element of type `elem` for each window and channel of x. */
export function pooledType(x: TensorType, elem: ScalarType, layout: ImageLayout, window: Window): TensorType {
  const size = windowedSize(imageSize(x, layout), window);
  const { h, w } = axesOf(layout);
  return tensorType(
    elem,
    x.shape.map((n, axis) => (axis === h ? size[0] : axis === w ? size[1] : n)),
  );
}

/**
 * Reduces the pixels of each window that lie in the image, top to bottom and left to right, channel by channel.
 *
 * @param data    the result, of `pooledType`'s size; padding can make it larger than the image
 * @param reduce  from what is reduced so far and the next value
 * @param finish  of a window's reduction, given the window's place `row · OW + column`
 */
export function reduceWindows(
  x: Tensor,
  { layout, ...window }: Window & { readonly layout: ImageLayout },
  data: Tensor['data'],
  start: number,
  reduce: (sum: number, value: number) => number,
  finish: (sum: number, place: number) => number = (sum) => sum,
): void {
  const type = pooledType(x.type, x.type.elem, layout, window);
  const { h, w, c } = axesOf(layout);
  const [from, to] = [stridesOf(x.type.shape), stridesOf(type.shape)];
  const pixels = windowOffsets(imageSize(x.type, layout), window, [from[h]!, from[w]!]);
  const taps = sizeOf(window.kernel);
  const [images, channels, width] = [x.type.shape[0]!, x.type.shape[c]!, type.shape[w]!];
  for (let image = 0; image < images; image++) {
    for (let channel = 0; channel < channels; channel++) {
      const base = image * from[0]! + channel * from[c]!;
      const out = image * to[0]! + channel * to[c]!;
      for (let place = 0; place * taps < pixels.length; place++) {
        let sum = start;
        for (let tap = place * taps; tap < (place + 1) * taps; tap++) {
          const at = pixels[tap]!;
          if (at >= 0) sum = reduce(sum, x.data[base + at]!);
        }
        data[out + Math.floor(place / width) * to[h]! + (place % width) * to[w]!] = finish(sum, place);
      }
    }
  }
}

/**
 * The window whose floor sizes are `window`'s sizes rounded up: the last one may hang over the edge, which more padding
 * at the end says, too. A window that would start in the padding at the end is dropped, as ONNX wants.
 */
export function ceiledWindow<W extends Window>(size: Shape, window: W): W {
  const pads = [...window.pads];
  for (const axis of [0, 1]) {
    const reach = window.dilations[axis]! * (window.kernel[axis]! - 1) + 1;
    const end = size[axis]! + window.pads[axis]!;
    const stride = window.strides[axis]!;
    let windows = Math.ceil((end + window.pads[axis + 2]! - reach) / stride) + 1;
    if ((windows - 1) * stride >= end) windows--;
    pads[axis + 2] = Math.max(0, (windows - 1) * stride + reach - end);
  }
  return { ...window, pads };
}

/** How many taps of each window lie between `from` and `to` pixels of the padded axis, window by window. */
function tapsWithin(count: number, window: Window, axis: number, from: number, to: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    let taps = 0;
    for (let k = 0; k < window.kernel[axis]!; k++) {
      const at = i * window.strides[axis]! + k * window.dilations[axis]!;
      if (at >= from && at < to) taps++;
    }
    return taps;
  });
}

/**
 * Taps of each window that lie in the image, or also in `pads` around it, in the order of the windows.
 *
 * @param window  with the padding of the windows themselves
 * @param pads    the padding that counts: [top, left, bottom, right]
 */
export function countedTaps(size: Shape, window: Window, pads: Shape): number[] {
  const along = windowedSize(size, window).map((count, axis) => {
    const start = window.pads[axis]!;
    return tapsWithin(count, window, axis, start - pads[axis]!, start + size[axis]! + pads[axis + 2]!);
  });
  return along[0]!.flatMap((rows) => along[1]!.map((columns) => rows * columns));
}

/** A field of an image by channel, as it holds for its pooled image too; undefined if it varies from pixel to pixel. */
export function channelField<T>(
  field: Field<T>,
  layout: ImageLayout,
  equal: (a: T, b: T) => boolean,
): Field<T> | undefined {
  const { c } = axesOf(layout);
  const along = alongAxis(field, 4, equal);
  if (!along || (along.axis ?? c) !== c) return undefined;
  const shape = [0, 1, 2, 3].map((axis) => (axis === along.axis ? along.entries.length : 1));
  return { shape, data: along.entries };
}
