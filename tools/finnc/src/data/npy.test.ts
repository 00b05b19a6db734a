import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ArrayData, Dtype } from './array.ts';
import { halfToNumber, numberToHalf } from './float16.ts';
import { readNpy, writeNpy } from './npy.ts';

const text = (value: string): number[] => [...new TextEncoder().encode(value)];

/** A file as another writer would make it: any descr, version, order, and raw data bytes. */
function handmade(fields: string, data: readonly number[], version = 1): Uint8Array {
  const length = version === 1 ? [fields.length, 0] : [fields.length, 0, 0, 0];
  return Uint8Array.from([0x93, ...text('NUMPY'), version, 0, ...length, ...text(fields), ...data]);
}
const header = (descr: string, shape: string, fortran = 'False'): string =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`;

const arrays: readonly (readonly [Dtype, fc.Arbitrary<ArrayData>])[] = [
  ['bool', fc.uint8Array({ max: 1 })],
  ['uint8', fc.uint8Array()],
  ['int8', fc.int8Array()],
  ['uint16', fc.uint16Array()],
  ['int16', fc.int16Array()],
  ['uint32', fc.uint32Array()],
  ['int32', fc.int32Array()],
  ['uint64', fc.bigUint64Array()],
  ['int64', fc.bigInt64Array()],
  ['float32', fc.float32Array()],
  ['float64', fc.float64Array()],
];

describe('.npy', () => {
  it.each(arrays)('%s survives a round trip', (dtype, values) => {
    fc.assert(
      fc.property(values, (data) => {
        const file = writeNpy({ shape: [data.length], dtype, data });
        expect(readNpy(file).value).toEqual({ shape: [data.length], dtype, data });
      }),
    );
  });

  it('aligns the data to 64 bytes and writes numpy’s header', () => {
    const file = writeNpy({ shape: [2, 3], dtype: 'float32', data: new Float32Array(6) });
    expect(file.length % 64).toBe(24);
    const start = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
    expect(new TextDecoder().decode(file.subarray(10, 10 + start.length))).toBe(start);
    expect(file[file.length - 24 - 1]).toBe(0x0a);
  });

  it.each([
    ['>i2', [1, 2, 255, 254], new Int16Array([258, -2])],
    ['<i2', [2, 1, 254, 255], new Int16Array([258, -2])],
    ['=u2', [2, 1, 254, 255], new Uint16Array([258, 65534])],
    ['>f4', [0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0], new Float32Array([1, -2])],
    ['>f2', [0x3c, 0, 0xc0, 0], new Float32Array([1, -2])],
    ['|b1', [1, 0], new Uint8Array([1, 0])],
    ['>i8', [255, 255, 255, 255, 255, 255, 255, 254, 0, 0, 0, 0, 0, 0, 0, 3], new BigInt64Array([-2n, 3n])],
  ] as const)('reads %s', (descr, bytes, data) => {
    expect(readNpy(handmade(header(descr, '(2,)'), bytes)).value?.data).toEqual(data);
  });

  it.each([1, 2, 3])('reads version %d', (version) => {
    expect(readNpy(handmade(header('|u1', '(1, 2)'), [7, 8], version)).value).toEqual({
      shape: [1, 2],
      dtype: 'uint8',
      data: new Uint8Array([7, 8]),
    });
  });

  it('turns Fortran order into C order', () => {
    // Element [i, j, k] has value 100 i + 10 j + k; the first index runs fastest in the file.
    const values = [0, 100, 10, 110, 20, 120, 1, 101, 11, 111, 21, 121];
    const read = readNpy(handmade(header('|u1', '(2, 3, 2)', 'True'), values));
    expect([...(read.value!.data as Uint8Array)]).toEqual([0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121]);
  });

  it('reads a scalar, and Python 2’s long dimensions', () => {
    expect(readNpy(handmade(header('|u1', '()'), [9])).value).toMatchObject({ shape: [], data: new Uint8Array([9]) });
    expect(readNpy(handmade(header('|u1', '(2L, 1L)'), [9, 8])).value?.shape).toEqual([2, 1]);
  });

  it('refuses to write a shape that does not hold the data', () => {
    expect(() => writeNpy({ shape: [3], dtype: 'uint8', data: new Uint8Array(2) })).toThrow(RangeError);
  });

  it.each([
    ['nothing', new Uint8Array(), 'FINNC5201', /0 bytes/],
    ['text', Uint8Array.from(text('hello, world')), 'FINNC5204', /NUMPY/],
    ['a lone magic number', Uint8Array.from([0x93, ...text('NUMPY')]), 'FINNC5203', /6|10/],
    ['version 9', handmade('{}', [], 9), 'FINNC5204', /version 9/],
    ['no shape', handmade("{'descr': '|u1', 'fortran_order': False, }", []), 'FINNC5204', /'shape'/],
    ['no order', handmade("{'descr': '|u1', 'shape': (1,), }", [1]), 'FINNC5204', /'fortran_order'/],
    ['no type', handmade("{'fortran_order': False, 'shape': (1,), }", [1]), 'FINNC5204', /'descr'/],
    ['strings', handmade(header('<U5', '(1,)'), [0]), 'FINNC5205', /'<U5'/],
    ['objects', handmade(header('|O', '(1,)'), [0]), 'FINNC5205', /'\|O'/],
    ['complex', handmade(header('<c8', '(1,)'), [0]), 'FINNC5205', /'<c8'/],
    [
      'structures',
      handmade("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", []),
      'FINNC5205',
      /'a'/,
    ],
    ['too few elements', handmade(header('<f4', '(3,)'), [0, 0, 0, 0]), 'FINNC5203', /promises 79 bytes, 71/],
    ['a shape beyond any file', handmade(header('<f4', '(9999999999999999, 9999)'), []), 'FINNC5204', /shape/],
  ] as const)('reports %s', (_, bytes, code, message) => {
    const { problem } = readNpy(bytes, 'x.npy');
    expect(problem).toMatchObject({ code, severity: 'error', at: { file: 'x.npy' } });
    expect(problem?.message).toMatch(message);
  });

  it('gives a problem or an array, never an exception, for any damage', () => {
    const whole = writeNpy({ shape: [3, 2], dtype: 'int16', data: new Int16Array(6) });
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(whole.length - 1), fc.nat(255), (end, at, byte) => {
        const damaged = whole.slice(0, end);
        if (at < end) damaged[at] = byte;
        const { value, problem } = readNpy(damaged);
        expect(value === undefined).not.toBe(problem === undefined);
      }),
    );
  });
});

describe('float16', () => {
  it('every half survives the way to a number and back', () => {
    for (let bits = 0; bits < 0x10000; bits++) {
      const value = halfToNumber(bits);
      if (Number.isNaN(value)) expect(numberToHalf(value) & 0x7c00).toBe(0x7c00);
      else expect(numberToHalf(value)).toBe(bits);
    }
  });

  it.each([
    [65504, 0x7bff],
    [65519.99, 0x7bff],
    [65520, 0x7c00],
    [2 ** -24, 1],
    [2 ** -25, 0],
    [2 ** -25 * 1.001, 1],
    [3 * 2 ** -25, 2],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [-0, 0x8000],
  ])('rounds %d to the nearest, ties to even', (value, bits) => {
    expect(numberToHalf(value)).toBe(bits);
  });
});
