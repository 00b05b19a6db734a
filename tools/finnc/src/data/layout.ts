/** How the elements of a stored frame must be reordered for the model. */
export type Reorder = 'none' | 'hwc-to-chw' | 'chw-to-hwc';

const product = (dims: readonly number[]): number => dims.reduce((all, dim) => all * dim, 1);
const squeezed = (dims: readonly number[]): readonly number[] => dims.filter((dim) => dim !== 1);
const same = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((dim, i) => dim === b[i]);

/**
 * How a frame of shape `frame` becomes an input of shape `model` (both without batch), or undefined if it does not fit.
 *
 * Dimensions of 1 do not matter; a model with a flat input takes the elements in stored order. Three dimensions may be
 * rotated between channels-first and channels-last, where the channels are the smallest dimension on both sides.
 */
export function reorderFor(frame: readonly number[], model: readonly number[]): Reorder | undefined {
  if (product(frame) !== product(model)) return undefined;
  const [stored, wanted] = [squeezed(frame), squeezed(model)];
  if (same(stored, wanted) || wanted.length <= 1 || stored.length <= 1) return 'none';
  if (stored.length !== 3 || wanted.length !== 3) return undefined;
  const [a, b, c] = wanted as readonly [number, number, number];
  if (same(stored, [b, c, a]) && a <= Math.min(b, c)) return 'hwc-to-chw';
  if (same(stored, [c, a, b]) && c <= Math.min(a, b)) return 'chw-to-hwc';
  return undefined;
}

/** Copy one frame of `stored` (from element `start`) into `out`, reordered; `model` is the frame's shape in the model. */
export function copyFrame(
  stored: ArrayLike<number>,
  start: number,
  out: Float32Array,
  reorder: Reorder,
  model: readonly number[],
): void {
  if (reorder === 'none') {
    for (let i = 0; i < out.length; i++) out[i] = stored[start + i]!;
    return;
  }
  const dims = squeezed(model);
  const channels = reorder === 'hwc-to-chw' ? dims[0]! : dims[2]!;
  const pixels = out.length / channels;
  const [pixelStep, channelStep] = reorder === 'hwc-to-chw' ? [1, pixels] : [channels, 1];
  const [fromPixel, fromChannel] = reorder === 'hwc-to-chw' ? [channels, 1] : [1, pixels];
  for (let channel = 0; channel < channels; channel++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      out[pixel * pixelStep + channel * channelStep] = stored[start + pixel * fromPixel + channel * fromChannel]!;
    }
  }
}
