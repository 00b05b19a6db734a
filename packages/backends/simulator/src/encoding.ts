import { isInteger, sizeOf, type ScalarType, type TensorData, type TensorType } from '@finnc/ir';

/**
 * How a value lies in memory while it is simulated, frame after frame, row-major.
 *
 * - `bits`: bipolar values, 1 for +1, packed along the last axis: element c is bit c mod 32 of word c div 32. Every vector
 *   starts a new word, and the bits behind its last element are 0.
 * - `int32`: one integer a word.
 * - `float64`: everything else, exact for float32 and for integers below 2^53.
 */
export type Encoding = 'bits' | 'int32' | 'float64';
export interface Buffers {
  readonly bits: Int32Array;
  readonly int32: Int32Array;
  readonly float64: Float64Array;
}
export type Buffer = Buffers[Encoding];

/** Whether every value of the type is an int32. */
export const fitsInt32 = (elem: ScalarType): boolean =>
  isInteger(elem) && (elem.kind !== 'int' || elem.bits <= (elem.signed ? 32 : 31));

/** The encoding kernels prefer for a type, and the one a value has unless its kernel says otherwise. */
export function naturalEncoding({ elem }: Pick<TensorType, 'elem'>): Encoding {
  if (elem.kind === 'bipolar') return 'bits';
  return fitsInt32(elem) ? 'int32' : 'float64';
}

/** Words of a packed vector of `length` bits. */
export const wordsOf = (length: number): number => (length + 31) >>> 5;

/** Elements along the last axis, and how many such vectors one frame has. */
export function vectorsOf({ shape }: Pick<TensorType, 'shape'>): { readonly length: number; readonly vectors: number } {
  const length = shape.at(-1) ?? 1;
  return { length, vectors: sizeOf(shape.slice(0, -1)) };
}

/** Array entries of one frame. */
export function frameLength(type: TensorType, encoding: Encoding): number {
  if (encoding !== 'bits') return sizeOf(type.shape);
  const { length, vectors } = vectorsOf(type);
  return vectors * wordsOf(length);
}

export const newBuffer = (encoding: Encoding, entries: number): Buffer =>
  encoding === 'float64' ? new Float64Array(entries) : new Int32Array(entries);

/** Writes logical values as frame number `frame` of a buffer. */
export function encodeFrame(
  type: TensorType,
  encoding: Encoding,
  data: ArrayLike<number>,
  buffer: Buffer,
  frame: number,
): void {
  const base = frame * frameLength(type, encoding);
  if (encoding !== 'bits') buffer.set(data, base);
  else packVectors(data, 0, buffer as Int32Array, base, vectorsOf(type));
}

/** Logical values of one frame: integers below 32 bits as Int32Array, others as Float64Array. */
export function decodeFrame(type: TensorType, encoding: Encoding, buffer: Buffer, frame: number): TensorData {
  const size = sizeOf(type.shape);
  const data = fitsInt32(type.elem) ? new Int32Array(size) : new Float64Array(size);
  const length = frameLength(type, encoding);
  if (encoding === 'bits') unpackVectors(buffer as Int32Array, frame * length, data, 0, vectorsOf(type));
  else data.set(buffer.subarray(frame * length, (frame + 1) * length));
  return data;
}

/** Copies frames from one encoding to another; `bits` holds bipolar values only. */
export function convertFrames(
  type: TensorType,
  from: Encoding,
  to: Encoding,
  x: Buffer,
  y: Buffer,
  frames: number,
): void {
  const { length, vectors } = vectorsOf(type);
  const all = { length, vectors: vectors * frames };
  if (from === to || (from !== 'bits' && to !== 'bits')) y.set(x.subarray(0, frames * frameLength(type, from)));
  else if (to === 'bits') packVectors(x, 0, y as Int32Array, 0, all);
  else unpackVectors(x as Int32Array, 0, y, 0, all);
}

interface Vectors {
  readonly length: number;
  readonly vectors: number;
}

function packVectors(
  x: ArrayLike<number>,
  from: number,
  y: Int32Array,
  to: number,
  { length, vectors }: Vectors,
): void {
  let i = from;
  let o = to;
  for (let v = 0; v < vectors; v++) {
    for (let left = length; left > 0; left -= 32) {
      const count = left < 32 ? left : 32;
      let word = 0;
      for (let bit = 0; bit < count; bit++) word |= (x[i++]! > 0 ? 1 : 0) << bit;
      y[o++] = word;
    }
  }
}

function unpackVectors(x: Int32Array, from: number, y: TensorData, to: number, { length, vectors }: Vectors): void {
  let i = from;
  let o = to;
  for (let v = 0; v < vectors; v++) {
    for (let left = length; left > 0; left -= 32) {
      const count = left < 32 ? left : 32;
      const word = x[i++]!;
      for (let bit = 0; bit < count; bit++) y[o++] = ((word >>> bit) & 1) * 2 - 1;
    }
  }
}

/** Writes logical values of many frames, one after the other, from the beginning of a buffer. */
export function encodeFrames(
  type: TensorType,
  encoding: Encoding,
  data: ArrayLike<number>,
  buffer: Buffer,
  frames: number,
): void {
  const { length, vectors } = vectorsOf(type);
  if (encoding !== 'bits') buffer.set(data);
  else packVectors(data, 0, buffer as Int32Array, 0, { length, vectors: vectors * frames });
}

/** Logical values of the first frames of a buffer, one after the other. */
export function decodeFrames(
  type: TensorType,
  encoding: Encoding,
  buffer: Buffer,
  data: Int32Array | Float64Array,
  frames: number,
): void {
  const { length, vectors } = vectorsOf(type);
  if (encoding === 'bits') unpackVectors(buffer as Int32Array, 0, data, 0, { length, vectors: vectors * frames });
  else data.set(buffer.subarray(0, frames * length * vectors));
}
