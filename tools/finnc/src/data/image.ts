import { createRequire } from 'node:module';
import type * as JpegJs from 'jpeg-js';
import type * as PngJs from 'pngjs';
import { dataProblems } from './diagnostics.ts';
import { inFile, reasonOf, type Loaded } from './loaded.ts';

// Loaded with the first picture: most data sets have none.
const require = createRequire(import.meta.url);
const decoders = {
  png: () => require('pngjs') as typeof PngJs,
  jpeg: () => require('jpeg-js') as typeof JpegJs,
};

/** Pixels row by row, channels interleaved, 0 to 255. */
export interface Image {
  readonly width: number;
  readonly height: number;
  /** 1 is grey, 3 is red, green, blue. */
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** A picture of more pixels is refused before any memory is taken for it. */
const pixelLimit = 64e6;

const pngMagic = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

const isPng = (bytes: Uint8Array): boolean => pngMagic.every((byte, i) => bytes[i] === byte);
const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;

/**
 * Decode PNG or JPEG. 16-bit PNG is reduced to 8 bits, palettes are looked up, transparency is dropped (not blended).
 * Subsampled colour of a JPEG is repeated, where libjpeg interpolates, so colours at edges differ from Pillow's.
 *
 * @returns undefined for bytes that are neither
 */
export function decodeImage(bytes: Uint8Array, at?: string): Loaded<Image> | undefined {
  const format = isPng(bytes) ? 'PNG' : isJpeg(bytes) ? 'JPEG' : undefined;
  if (!format) return undefined;
  const size = format === 'PNG' ? pngSize(bytes) : jpegSize(bytes);
  if (!size)
    return { problem: dataProblems.brokenImage({ format, reason: 'it ends before it says its size' }, inFile(at)) };
  const { width, height, channels } = size;
  if (width * height === 0) {
    return { problem: dataProblems.brokenImage({ format, reason: `its size is ${width} x ${height}` }, inFile(at)) };
  }
  if (width * height > pixelLimit) {
    return { problem: dataProblems.imageTooLarge({ width, height, limit: pixelLimit }, inFile(at)) };
  }
  try {
    return { value: { width, height, channels, data: (format === 'PNG' ? pngPixels : jpegPixels)(bytes, size) } };
  } catch (thrown) {
    return { problem: dataProblems.brokenImage({ format, reason: reasonOf(thrown) }, inFile(at)) };
  }
}

type Size = Omit<Image, 'data'>;

function pngSize(bytes: Uint8Array): Size | undefined {
  if (bytes.length < 33) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // IHDR comes first: width, height, bit depth, colour type (0 and 4 are grey, 4 with transparency).
  const grey = bytes[25] === 0 || bytes[25] === 4;
  return { width: view.getUint32(16), height: view.getUint32(20), channels: grey ? 1 : 3 };
}

function pngPixels(bytes: Uint8Array, { channels, width, height }: Size): Uint8Array {
  // pngjs takes only Node's Buffer; this is a view, not a copy.
  const png = decoders.png().PNG.sync.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  return takeChannels(png.data, width * height, 4, channels);
}

/** Walk the segments to the frame header (SOF0 to SOF15 without the three markers in that range that are none). */
function jpegSize(bytes: Uint8Array): Size | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 2;
  while (at + 10 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5), channels: bytes[at + 9] === 1 ? 1 : 3 };
    }
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return undefined;
}

function jpegPixels(bytes: Uint8Array, { channels, width, height }: Size): Uint8Array {
  const limits = { maxResolutionInMP: pixelLimit / 1e6, maxMemoryUsageInMB: 2048 };
  const decoded = decoders
    .jpeg()
    .decode(bytes, { useTArray: true, formatAsRGBA: false, tolerantDecoding: false, ...limits });
  if (decoded.data.length < width * height * 3) throw new Error('it has fewer pixels than it says');
  return takeChannels(decoded.data, width * height, 3, channels);
}

function takeChannels(from: Uint8Array, pixels: number, stride: number, channels: number): Uint8Array {
  const data = new Uint8Array(pixels * channels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < channels; channel++)
      data[pixel * channels + channel] = from[pixel * stride + channel]!;
  }
  return data;
}
