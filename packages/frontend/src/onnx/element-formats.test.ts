import { describe, expect, it } from 'vitest';
import {
  byteLength,
  decodeElements,
  elementCode,
  elementNames,
  encodeElements,
  type TensorDataType,
} from './element-formats.ts';
import type { OnnxData } from './model.ts';

/** Little-endian bytes by the format's definition, and the elements they stand for. */
const cases = [
  ['float32', [0, 0, 0xc0, 0x3f, 0, 0, 0, 0x80], Float32Array.of(1.5, -0)],
  ['float64', [0, 0, 0, 0, 0, 0, 0xf8, 0x3f], Float64Array.of(1.5)],
  ['uint8', [0, 255], Uint8Array.of(0, 255)],
  ['int8', [0x80, 0x7f], Int8Array.of(-128, 127)],
  ['uint16', [1, 2], Uint16Array.of(513)],
  ['int16', [0xff, 0xff], Int16Array.of(-1)],
  ['int32', [0, 0, 0, 0x80], Int32Array.of(-(2 ** 31))],
  ['uint32', [0, 0, 0, 0x80], Uint32Array.of(2 ** 31)],
  ['int64', [0, 0, 0, 0, 0, 0, 0, 0x80], BigInt64Array.of(-(2n ** 63n))],
  ['uint64', [0, 0, 0, 0, 0, 0, 0, 0x80], BigUint64Array.of(2n ** 63n)],
  ['bool', [0, 1], Uint8Array.of(0, 1)],
  [
    'float16',
    [0, 0x3c, 0, 0xc0, 0xff, 0x7b, 1, 0, 0, 0x7c, 0, 0x80],
    Float32Array.of(1, -2, 65504, 2 ** -24, Infinity, -0),
  ],
  ['bfloat16', [0x80, 0x3f, 0x20, 0xc0, 0x80, 0xff], Float32Array.of(1, -2.5, -Infinity)],
  ['uint4', [0xf1, 0x07], Uint8Array.of(1, 15, 7)],
  ['int4', [0xf1, 0x08], Int8Array.of(1, -1, -8)],
  ['uint2', [0b11_10_01_00, 0b01], Uint8Array.of(0, 1, 2, 3, 1)],
  ['int2', [0b11_10_01_00, 0b10], Int8Array.of(0, 1, -2, -1, -2)],
] as const satisfies readonly (readonly [TensorDataType, readonly number[], OnnxData])[];

describe.each(cases)('%s', (dataType, bytes, elements) => {
  it('decodes as the format defines', () => {
    expect(decodeElements(dataType, Uint8Array.from(bytes), elements.length)).toEqual(elements);
  });

  it('encodes back', () => {
    expect(encodeElements(dataType, elements)).toEqual(Uint8Array.from(bytes));
  });

  it('takes the bytes it says', () => {
    expect(byteLength(dataType, elements.length)).toBe(bytes.length);
  });
});

it.each(['float16', 'bfloat16'] as const)('every %s pattern survives', (dataType) => {
  const patterns = Uint16Array.from({ length: 0x10000 }, (_, i) => i);
  const values = decodeElements(dataType, new Uint8Array(patterns.buffer), patterns.length);
  const again = new Uint16Array(encodeElements(dataType, values).buffer);
  // NaNs have many patterns and may come back as another one.
  expect(patterns.filter((pattern, i) => again[i] !== pattern && !Number.isNaN(values[i]))).toEqual(new Uint16Array());
});

it('refuses to encode what a type does not hold', () => {
  expect(() => encodeElements('float16', Float32Array.of(0.1))).toThrow('is not a float16 value');
  expect(() => encodeElements('int4', Int8Array.of(8))).toThrow('8 does not fit 4 bits');
  expect(() => encodeElements('int8', Uint8Array.of(1))).toThrow('Uint8Array does not hold int8 elements');
});

it('numbers the types as onnx.proto does', () => {
  expect(elementNames.slice(1).map((name) => name && elementCode(name))).toEqual(
    Array.from({ length: 28 }, (_, i) => i + 1),
  );
});
