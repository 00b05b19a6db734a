import { bounds, isInteger, type ScalarType } from '@finnc/ir';
import { wordsOf } from '../encoding.ts';
import type { Kind } from './program.ts';

/** The integer that a stored u stands for: `factor · u + offset`. */
export interface Coding {
  readonly factor: number;
  readonly offset: number;
}

/** Bits and bytes hold unsigned codes, the others integers themselves. */
export function codingOf(elem: ScalarType, kind: Kind): Coding {
  if (kind !== 'bits' && kind !== 'bytes') return { factor: 1, offset: 0 };
  if (elem.kind === 'bipolar') return { factor: 2, offset: -1 };
  return { factor: 1, offset: Number(bounds(elem)[0]) };
}

/** The greatest code of a type. */
export function mostCode(elem: ScalarType): number {
  const [low, high] = bounds(elem).map(Number) as [number, number];
  return elem.kind === 'bipolar' ? 1 : high - low;
}

export const fitsBytes = (elem: ScalarType): boolean => isInteger(elem) && mostCode(elem) < 256;

/** Planes of the codes of a type in bits. */
export const planesOf = (elem: ScalarType): number => 32 - Math.clz32(mostCode(elem));

export interface Border {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  readonly value: number;
}

/** Images of vectors of channels, somewhere in memory; what is not an image is one row of vectors. */
export interface FrameBuffer {
  readonly elem: ScalarType;
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Known once all layers have said what they read. */
  kind: Kind | undefined;
  /** Kinds its writer can write; all if absent. */
  readonly writable?: readonly Kind[];
  border?: Border;
  /** Whether its one writer writes the border, too. */
  readonly isWhole?: boolean;
  /** Parts that no instruction writes, as elements of the buffer, and the value they have. */
  holes?: { readonly elements: Int32Array; readonly value: number };
  /** 0, or the number of an input or output. */
  space: number;
  offset: number;
}

export interface FrameWindow {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
}

/** A value of the network: a buffer without or with its border, or the windows of it, which are not laid out. */
export interface FrameValue {
  readonly buffer: FrameBuffer;
  readonly bordered: boolean;
  readonly window?: FrameWindow;
}

export const plainWindow: FrameWindow = { kernel: [1, 1], strides: [1, 1], dilations: [1, 1] };

/** Sizes of a buffer in bytes, its border with it. */
export interface Layout {
  readonly kind: Kind;
  readonly rows: number;
  readonly columns: number;
  readonly pixel: number;
  readonly row: number;
  readonly image: number;
  readonly planes: number;
  readonly plane: number;
}

export function layoutOf(buffer: FrameBuffer, kind = buffer.kind): Layout {
  if (!kind) throw new Error('a buffer is laid out before its kind is known');
  const { border, channels } = buffer;
  const rows = buffer.height + (border ? border.top + border.bottom : 0);
  const columns = buffer.width + (border ? border.left + border.right : 0);
  const pixel =
    kind === 'bits' ? 4 * wordsOf(channels) : kind === 'bytes' || kind === 'signedBytes' ? channels : 4 * channels;
  const row = columns * pixel;
  const image = rows * row;
  const planes = kind === 'bits' ? planesOf(buffer.elem) : 1;
  return { kind, rows, columns, pixel, row, image, planes, plane: buffer.images * image };
}

/** The image that a value is, and where it begins in its buffer. */
function imageOf({ buffer, bordered }: FrameValue): {
  readonly height: number;
  readonly width: number;
  readonly top: number;
  readonly left: number;
} {
  const { border } = buffer;
  if (bordered && border) {
    const { top, left, bottom, right } = border;
    return { height: buffer.height + top + bottom, width: buffer.width + left + right, top: 0, left: 0 };
  }
  return { height: buffer.height, width: buffer.width, top: border?.top ?? 0, left: border?.left ?? 0 };
}

/** Images, rows and columns of vectors of a value, and elements of one. */
export function sizesOf(value: FrameValue): {
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly length: number;
} {
  const { height, width } = imageOf(value);
  const { kernel, strides, dilations } = value.window ?? plainWindow;
  const outs = [height, width].map((size, axis) => {
    const span = (kernel[axis]! - 1) * dilations[axis]! + 1;
    return Math.floor((size - span) / strides[axis]!) + 1;
  });
  const { images, channels } = value.buffer;
  return { images, height: outs[0]!, width: outs[1]!, length: kernel[0]! * kernel[1]! * channels };
}

/** Where the vectors of a value begin: bytes from the beginning of its buffer. */
export function basesOf(value: FrameValue): Int32Array {
  const { image, row, pixel } = layoutOf(value.buffer);
  const { top, left } = imageOf(value);
  const { images, height, width } = sizesOf(value);
  const { strides } = value.window ?? plainWindow;
  const bases = new Int32Array(images * height * width);
  let i = 0;
  for (let n = 0; n < images; n++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        bases[i++] = n * image + (top + y * strides[0]!) * row + (left + x * strides[1]!) * pixel;
  return bases;
}

/** Where the pixels of a window lie, from its first. */
export function tapsOf({ buffer, window = plainWindow }: FrameValue): Int32Array {
  const { row, pixel } = layoutOf(buffer);
  const { kernel, dilations } = window;
  const taps: number[] = [];
  for (let y = 0; y < kernel[0]!; y++)
    for (let x = 0; x < kernel[1]!; x++) taps.push(y * dilations[0]! * row + x * dilations[1]! * pixel);
  return Int32Array.from(taps);
}
