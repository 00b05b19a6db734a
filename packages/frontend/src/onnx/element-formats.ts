import { bfloat16, float16 } from './half-floats.ts';
import type { TensorMessage } from './messages.ts';
import type { OnnxData } from './model.ts';

/** Element types by their number in the format (`TensorProto.DataType`); 0 is "undefined". */
export const elementNames = [
  undefined,
  'float32',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'int32',
  'int64',
  'string',
  'bool',
  'float16',
  'float64',
  'uint32',
  'uint64',
  'complex64',
  'complex128',
  'bfloat16',
  'float8e4m3fn',
  'float8e4m3fnuz',
  'float8e5m2',
  'float8e5m2fnuz',
  'uint4',
  'int4',
  'float4e2m1',
  'float8e8m0',
  'uint2',
  'int2',
  'float6e2m3',
  'float6e3m2',
] as const;

export type ElementName = Exclude<(typeof elementNames)[number], undefined>;

/** @throws RangeError for a name that is none; TypeScript rules that out */
export function elementCode(name: ElementName): number {
  const code = elementNames.indexOf(name);
  if (code < 0) throw new RangeError(`no element type is called ${name}`);
  return code;
}

/** Arrays that hold a tensor's elements as the file lays them out. */
type Storage = OnnxData;

interface ElementFormat {
  readonly bits: number;
  /** The array type of `raw_data`. */
  readonly storage: {
    readonly BYTES_PER_ELEMENT: number;
    new (length: number): Storage;
    new (buffer: ArrayBufferLike, byteOffset: number, length: number): Storage;
  };
  /** The field that holds the elements where `raw_data` does not: one storage word an entry. */
  readonly field: keyof TensorMessage & ('floatData' | 'int32Data' | 'int64Data' | 'doubleData' | 'uint64Data');
  /** Storage to elements and back, where they differ. */
  readonly codec?: { decode(storage: Storage, count: number): OnnxData; encode(data: OnnxData): Storage };
}

/** The element types whose tensors can be read. */
const formats = {
  float32: { bits: 32, storage: Float32Array, field: 'floatData' },
  uint8: { bits: 8, storage: Uint8Array, field: 'int32Data' },
  int8: { bits: 8, storage: Int8Array, field: 'int32Data' },
  uint16: { bits: 16, storage: Uint16Array, field: 'int32Data' },
  int16: { bits: 16, storage: Int16Array, field: 'int32Data' },
  int32: { bits: 32, storage: Int32Array, field: 'int32Data' },
  int64: { bits: 64, storage: BigInt64Array, field: 'int64Data' },
  bool: { bits: 8, storage: Uint8Array, field: 'int32Data' },
  float16: { bits: 16, storage: Uint16Array, field: 'int32Data', codec: half(float16) },
  float64: { bits: 64, storage: Float64Array, field: 'doubleData' },
  uint32: { bits: 32, storage: Uint32Array, field: 'uint64Data' },
  uint64: { bits: 64, storage: BigUint64Array, field: 'uint64Data' },
  bfloat16: { bits: 16, storage: Uint16Array, field: 'int32Data', codec: half(bfloat16) },
  uint4: { bits: 4, storage: Uint8Array, field: 'int32Data', codec: packed(4, Uint8Array) },
  int4: { bits: 4, storage: Uint8Array, field: 'int32Data', codec: packed(4, Int8Array) },
  uint2: { bits: 2, storage: Uint8Array, field: 'int32Data', codec: packed(2, Uint8Array) },
  int2: { bits: 2, storage: Uint8Array, field: 'int32Data', codec: packed(2, Int8Array) },
} as const satisfies Partial<Record<ElementName, ElementFormat>>;

export type TensorDataType = keyof typeof formats;

export function isTensorDataType(name: ElementName): name is TensorDataType {
  return Object.hasOwn(formats, name);
}

export function elementFormat(dataType: TensorDataType): ElementFormat {
  return formats[dataType];
}

/** Bytes that `count` elements take; elements below a byte share bytes, the last one may be part empty. */
export function byteLength(dataType: TensorDataType, count: number): number {
  return Math.ceil((count * formats[dataType].bits) / 8);
}

/**
 * Elements of little-endian `bytes`, `byteLength(dataType, count)` of them: a view where alignment allows, else a copy.
 * Every machine that runs Node on our platforms is little-endian, so nothing is swapped.
 */
export function decodeElements(dataType: TensorDataType, bytes: Uint8Array, count: number): OnnxData {
  const { storage: Words, codec } = elementFormat(dataType);
  const aligned = bytes.byteOffset % Words.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice();
  const words = new Words(aligned.buffer, aligned.byteOffset, aligned.byteLength / Words.BYTES_PER_ELEMENT);
  return codec === undefined ? words : codec.decode(words, count);
}

/**
 * The inverse of `decodeElements`: a view of `data` where nothing needs encoding.
 *
 * @throws RangeError where `data` is not the array `dataType` decodes to, or holds a value the type does not have
 */
export function encodeElements(dataType: TensorDataType, data: OnnxData): Uint8Array {
  const { storage: Words, codec } = elementFormat(dataType);
  const words = codec === undefined ? data : codec.encode(data);
  if (!(words instanceof Words)) throw new RangeError(`${data.constructor.name} does not hold ${dataType} elements`);
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

function half(format: typeof float16): NonNullable<ElementFormat['codec']> {
  return {
    decode(storage) {
      if (!(storage instanceof Uint16Array)) throw new RangeError('half floats are stored as 16-bit patterns');
      return format.widen(storage);
    },
    encode(data) {
      if (!(data instanceof Float32Array)) throw new RangeError('half floats are held in a Float32Array');
      return format.narrow(data);
    },
  };
}

/** Integers of 2 or 4 bits, the first one in the lowest bits of its byte. */
function packed(
  bits: 2 | 4,
  Elements: Int8ArrayConstructor | Uint8ArrayConstructor,
): NonNullable<ElementFormat['codec']> {
  const perByte = 8 / bits;
  const mask = (1 << bits) - 1;
  const signBit = Elements === Int8Array ? 1 << (bits - 1) : 0;
  return {
    decode(storage, count) {
      const elements = new Elements(count);
      for (let i = 0; i < count; i++) {
        const code = (Number(storage[Math.floor(i / perByte)]) >> (bits * (i % perByte))) & mask;
        elements[i] = (code ^ signBit) - signBit;
      }
      return elements;
    },
    encode(data) {
      const storage = new Uint8Array(Math.ceil(data.length / perByte));
      for (const [i, element] of data.entries()) {
        const code = Number(element) & mask;
        if ((code ^ signBit) - signBit !== element) throw new RangeError(`${element} does not fit ${bits} bits`);
        const byte = Math.floor(i / perByte);
        storage[byte] = Number(storage[byte]) | (code << (bits * (i % perByte)));
      }
      return storage;
    },
  };
}
