import { dataProblems } from './diagnostics.ts';
import type { Image } from './image.ts';
import { copyFrame } from './layout.ts';
import { inFile, type Loaded } from './loaded.ts';
import { resizeImage, type Resize } from './resize.ts';

/** What a model's input shape says about the pictures it takes. */
export interface ImageGeometry {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly layout: 'chw' | 'hwc';
}

/**
 * Read a model's input shape (batch first) as a picture: `[n, c, h, w]`, `[n, h, w, c]`, `[n, h, w]`, or flat `[n, e]`
 * where e or e / 3 is a square (`[1, 784]` is 28 x 28 grey; three planes if e / 3). Undefined if it is none of these.
 */
export function imageGeometry(modelInputShape: readonly number[]): ImageGeometry | undefined {
  const dims = modelInputShape.slice(1);
  if (dims.length === 3) {
    const [a, b, c] = dims as [number, number, number];
    if (a === 1 || a === 3) return { channels: a, height: b, width: c, layout: 'chw' };
    return c === 1 || c === 3 ? { channels: c, height: a, width: b, layout: 'hwc' } : undefined;
  }
  if (dims.length === 2) return { channels: 1, height: dims[0]!, width: dims[1]!, layout: 'chw' };
  if (dims.length !== 1) return undefined;
  for (const channels of [1, 3] as const) {
    const side = Math.sqrt(dims[0]! / channels);
    if (Number.isInteger(side) && side > 1) return { channels, height: side, width: side, layout: 'chw' };
  }
  return undefined;
}

/** Grey from colour: luma of ITU-R BT.601 in 16-bit fixed point, rounded, as Pillow's `convert('L')`. */
export function toGrey({ width, height, channels, data }: Image): Image {
  if (channels === 1) return { width, height, channels, data };
  const grey = new Uint8Array(width * height);
  for (let i = 0; i < grey.length; i++) {
    grey[i] = (data[3 * i]! * 19595 + data[3 * i + 1]! * 38470 + data[3 * i + 2]! * 7471 + 0x8000) >> 16;
  }
  return { width, height, channels: 1, data: grey };
}

function toColour({ width, height, channels, data }: Image): Image {
  if (channels === 3) return { width, height, channels, data };
  return {
    width,
    height,
    channels: 3,
    data: Uint8Array.from({ length: 3 * data.length }, (_, i) => data[Math.floor(i / 3)]!),
  };
}

/**
 * A picture as the model takes it: its channels (luma for one, grey repeated for three), its layout, values 0 to 255.
 *
 * @param resize  how to change the size; without it the size must be the model's
 * @returns       one frame, as many elements as `modelInputShape` without batch
 */
export function imageToInput(
  image: Image,
  modelInputShape: readonly number[],
  { resize, at }: { readonly resize?: Resize; readonly at?: string } = {},
): Loaded<Float32Array> {
  const wanted = imageGeometry(modelInputShape);
  if (!wanted) return { problem: dataProblems.notAnImageModel({ model: modelInputShape }, inFile(at)) };
  const { width, height, channels, layout } = wanted;
  const fits = image.width === width && image.height === height;
  if (!fits && !resize) {
    const sizes = { found: [image.width, image.height], model: [width, height] } as const;
    return { problem: dataProblems.imageSize(sizes, inFile(at)) };
  }
  const coloured = channels === 1 ? toGrey(image) : toColour(image);
  const { data } = fits || !resize ? coloured : resizeImage(coloured, width, height, resize);
  const out = new Float32Array(width * height * channels);
  const planar = layout === 'chw' && channels > 1;
  copyFrame(data, 0, out, planar ? 'hwc-to-chw' : 'none', [channels, height, width]);
  return { value: out };
}
