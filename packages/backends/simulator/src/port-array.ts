import type { PortArray } from './engine.ts';
import type { PortFormat } from './sliced/program.ts';

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

/** Room for frames of a port; shared memory can be given to workers without a copy. */
export function newPortArray({ array, length }: PortFormat, frames: number, shared = false): PortArray {
  const constructor = portArrays[array];
  const bytes = length * frames * constructor.BYTES_PER_ELEMENT;
  return new constructor(shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
}

/**
 * Frames `from` to `to` of a port's array, without a copy.
 *
 * A clamped array of bytes, as canvases give, is read as bytes.
 */
export function portFrames({ array, length }: PortFormat, data: PortArray, from: number, to: number): PortArray {
  const constructor = portArrays[array];
  return new constructor(
    data.buffer,
    data.byteOffset + from * length * constructor.BYTES_PER_ELEMENT,
    (to - from) * length,
  );
}
