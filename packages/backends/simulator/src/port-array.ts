import type { PortArray } from './engine.ts';

/** How a port's frames lie in a typed array: one frame after the other, elements row-major. */
export interface PortFormat {
  readonly array: 'uint8' | 'int8' | 'int32' | 'float32' | 'float64';
  /** Elements a frame. */
  readonly length: number;
}

type PortArrayConstructor = {
  readonly name: string;
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): PortArray;
};
export const portArrays: Readonly<Record<PortFormat['array'], PortArrayConstructor>> = {
  uint8: Uint8Array,
  int8: Int8Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
};

/** Bytes of one frame of a port. */
export const portBytes = ({ array, length }: PortFormat): number => length * portArrays[array].BYTES_PER_ELEMENT;

/** Room for frames of a port; shared memory can be given to workers without a copy. */
export function newPortArray(format: PortFormat, frames: number, shared = false): PortArray {
  const bytes = frames * portBytes(format);
  return new portArrays[format.array](shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
}

/**
 * Frames `from` to `to` of a port's array, without a copy.
 *
 * A clamped array of bytes, as canvases give, is read as bytes.
 */
export function portFrames(format: PortFormat, data: PortArray, from: number, to: number): PortArray {
  return new portArrays[format.array](
    data.buffer,
    data.byteOffset + from * portBytes(format),
    (to - from) * format.length,
  );
}
