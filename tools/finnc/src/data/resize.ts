import type { Image } from './image.ts';

/** `box` averages the area a new pixel covers; `bilinear` weighs neighbours linearly (wider when it shrinks). */
export type Resize = 'box' | 'bilinear';

/** For each new position: the first old one it looks at, and the weights from there, which sum to 1. */
function weights(
  from: number,
  to: number,
  filter: Resize,
): readonly { readonly first: number; readonly by: Float64Array }[] {
  const scale = from / to;
  const stretch = Math.max(scale, 1);
  const reach = (filter === 'box' ? 0.5 : 1) * stretch;
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - reach + 0.5));
    const last = Math.max(first + 1, Math.min(from, Math.floor(centre + reach + 0.5)));
    const by = Float64Array.from({ length: last - first }, (_, k) => {
      const distance = Math.abs(first + k + 0.5 - centre) / stretch;
      return filter === 'box' ? 1 : Math.max(0, 1 - distance);
    });
    const sum = by.reduce((all, weight) => all + weight, 0);
    return { first, by: by.map((weight) => weight / sum) };
  });
}

/** A picture of another size, rounded to the nearest of 0 to 255. The same size gives the same pixels. */
export function resizeImage(image: Image, width: number, height: number, filter: Resize): Image {
  const { channels } = image;
  const across = weights(image.width, width, filter);
  const down = weights(image.height, height, filter);
  const narrow = new Float64Array(image.height * width * channels);
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < width; x++) {
      const { first, by } = across[x]!;
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let k = 0; k < by.length; k++) sum += by[k]! * image.data[(y * image.width + first + k) * channels + c]!;
        narrow[(y * width + x) * channels + c] = sum;
      }
    }
  }
  const data = new Uint8Array(width * height * channels);
  const row = width * channels;
  for (let y = 0; y < height; y++) {
    const { first, by } = down[y]!;
    for (let i = 0; i < row; i++) {
      let sum = 0;
      for (let k = 0; k < by.length; k++) sum += by[k]! * narrow[(first + k) * row + i]!;
      data[y * row + i] = Math.round(sum);
    }
  }
  return { width, height, channels, data };
}
