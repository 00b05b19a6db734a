import type { qnn, Rewriter, ScalarType, Value } from '@finnc/ir';
import { pad } from '../pad/pad.ts';
import { pool } from '../pool/pool.ts';
import { slidingWindow } from '../sliding-window/sliding-window.ts';
import { notIntegers, notOneImage } from './lowering.ts';
import { channelsOf, imageOf } from './vectors.ts';

interface Pooling extends qnn.Window {
  readonly layout: 'nchw' | 'nhwc';
}

/** Why a pool cannot enter an engine, or undefined. */
export function notPoolable(x: Value, { layout }: Pooling): string | undefined {
  if (layout !== 'nhwc') return 'its channels are not last';
  return notIntegers('its input', x) ?? notOneImage(x);
}

/** The image behind `hw.pad` with a border of `value`, where there is padding. */
export function padded(rw: Rewriter, x: Value, { pads }: Pooling, value: number, outType: ScalarType): Value {
  if (pads.every((count) => count === 0)) return x;
  return rw.create(pad, { x }, { pads: [...pads], value, outType, simd: channelsOf(x.type) }).result.y;
}

export const isDilated = ({ kernel, dilations }: Pooling): boolean =>
  dilations.some((step, axis) => step !== 1 && kernel[axis] !== 1);

/** Where there is room for one window only, it strides by its own size: it is one of windows side by side. */
export function wholeStrides(image: Value, { kernel, strides }: Pooling): number[] {
  const { height, width } = imageOf(image.type);
  return [height, width].map((size, axis) => {
    const [length, stride] = [kernel[axis]!, strides[axis]!];
    return size < length + Math.min(stride, length) ? length : stride;
  });
}

/** Windows that skip pixels are laid out one after another first. */
export function pooledWindows(
  rw: Rewriter,
  image: Value,
  { kernel, strides, dilations }: Pooling,
  reduce: 'max' | 'sum',
  outType: ScalarType,
): Value {
  const channels = channelsOf(image.type);
  const [rows = 1, columns = 1] = kernel;
  const window = { kernel: [...kernel], strides: [...strides], dilations: [...dilations], simd: channels };
  const windows = rw.create(slidingWindow, { x: image }, window).result.y;
  return rw.create(pool, { x: windows }, { function: reduce, taps: rows * columns, outType, pe: channels }).result.y;
}
