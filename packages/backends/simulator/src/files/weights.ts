import { parseScalar, sizeOf, tensor, type Tensor, type TensorData } from '@finnc/ir';

/**
 * How the values of a tensor are stored, little-endian, element 0 in the lowest bits:
 * `sign` one bit each, 1 for +1 and 0 for −1; `iN` two's complement of N bits; `f32` and `f64` IEEE 754.
 */
export const storages = ['sign', 'i2', 'i4', 'i8', 'i16', 'i32', 'f32', 'f64'] as const;
export type Storage = (typeof storages)[number];

const bitsOf: Readonly<Record<Storage, number>> = { sign: 1, i2: 2, i4: 4, i8: 8, i16: 16, i32: 32, f32: 32, f64: 64 };

/** One tensor of `weights.bin`: `key` is its fingerprint in the graph's text, `offset` counts bytes. */
export interface TensorEntry {
  readonly key: string;
  readonly type: string;
  readonly shape: readonly number[];
  readonly storage: Storage;
  readonly offset: number;
}
export interface PackedTensors {
  readonly bytes: Uint8Array;
  readonly entries: readonly TensorEntry[];
}

const byteLength = (storage: Storage, count: number): number => Math.ceil((bitsOf[storage] * count) / 8);

/** Tensors behind each other in the narrowest storage that keeps every value, each at a multiple of 8 bytes. */
export function packTensors(tensors: ReadonlyMap<string, Tensor>): PackedTensors {
  const entries: TensorEntry[] = [];
  let offset = 0;
  for (const [key, { type, data }] of tensors) {
    const storage = storageOf(data);
    entries.push({ key, type: type.elem.name, shape: type.shape, storage, offset });
    offset = (offset + byteLength(storage, data.length) + 7) & ~7;
  }
  const bytes = new Uint8Array(offset);
  for (const entry of entries) write(bytes, entry, tensors.get(entry.key)!.data);
  return { bytes, entries };
}

function storageOf(data: TensorData): Storage {
  let [signs, whole, single] = [true, true, true];
  let [low, high] = [0, 0];
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (value !== 1 && value !== -1) signs = false;
    if (!Number.isInteger(value) || Object.is(value, -0)) whole = false;
    if (!Object.is(Math.fround(value), value)) single = false;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (signs && data.length > 0) return 'sign';
  if (whole) {
    for (const storage of ['i2', 'i4', 'i8', 'i16', 'i32'] as const) {
      const limit = 2 ** (bitsOf[storage] - 1);
      if (low >= -limit && high < limit) return storage;
    }
  }
  return single ? 'f32' : 'f64';
}

function write(bytes: Uint8Array, { storage, offset }: TensorEntry, data: TensorData): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset);
  const bits = bitsOf[storage];
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (storage === 'f64') view.setFloat64(8 * i, value, true);
    else if (storage === 'f32') view.setFloat32(4 * i, value, true);
    else if (bits === 32) view.setInt32(4 * i, value, true);
    else if (bits === 16) view.setInt16(2 * i, value, true);
    else {
      const code = storage === 'sign' ? (value > 0 ? 1 : 0) : value & ((1 << bits) - 1);
      bytes[offset + ((i * bits) >>> 3)]! |= code << ((i * bits) & 7);
    }
  }
}

/** The tensors of a pack by key; a string says what is wrong with it. */
export function unpackTensors(
  bytes: Uint8Array,
  entries: readonly TensorEntry[],
): ReadonlyMap<string, Tensor> | string {
  const tensors = new Map<string, Tensor>();
  for (const entry of entries) {
    const elem = parseScalar(entry.type);
    const count = sizeOf(entry.shape);
    if (!elem) return `tensor ${entry.key} has the unknown type '${entry.type}'`;
    if (!storages.includes(entry.storage))
      return `tensor ${entry.key} is stored as '${entry.storage}', which is unknown`;
    if (entry.offset + byteLength(entry.storage, count) > bytes.length)
      return `tensor ${entry.key} ends behind the last of ${bytes.length} bytes`;
    tensors.set(entry.key, tensor(elem, entry.shape, read(bytes, entry, count)));
  }
  return tensors;
}

function read(bytes: Uint8Array, { storage, offset }: TensorEntry, count: number): TensorData {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset);
  switch (storage) {
    case 'f64':
      return Float64Array.from({ length: count }, (_, i) => view.getFloat64(8 * i, true));
    case 'f32':
      return Float64Array.from({ length: count }, (_, i) => view.getFloat32(4 * i, true));
    case 'i32':
      return Int32Array.from({ length: count }, (_, i) => view.getInt32(4 * i, true));
    case 'i16':
      return Int32Array.from({ length: count }, (_, i) => view.getInt16(2 * i, true));
    case 'sign':
    case 'i2':
    case 'i4':
    case 'i8': {
      const bits = bitsOf[storage];
      const data = new Int8Array(count);
      for (let i = 0; i < count; i++) {
        const code = bytes[offset + ((i * bits) >>> 3)]! >>> ((i * bits) & 7);
        data[i] = storage === 'sign' ? (code & 1) * 2 - 1 : (code << (32 - bits)) >> (32 - bits);
      }
      return data;
    }
    default:
      return storage satisfies never;
  }
}
