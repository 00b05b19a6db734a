import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NumericArray } from './array.ts';
import { readNpz, writeNpz } from './npz.ts';
import { hasRealData, realFile } from './real-data.test.support.ts';

const float32 = (...values: number[]): NumericArray => ({
  shape: [values.length],
  dtype: 'float32',
  data: Float32Array.from(values),
});

/** The archive with its sizes and offset moved into zip64 records, as numpy writes past 4 GB. */
function asZip64(zip: Uint8Array): Uint8Array {
  const end = zip.length - 22;
  const view = new DataView(zip.buffer, zip.byteOffset);
  const out = new Uint8Array(zip.length + 56 + 20);
  out.set(zip.subarray(0, end));
  const to = new DataView(out.buffer);
  to.setUint32(end, 0x06064b50, true);
  to.setBigUint64(end + 4, 44n, true);
  to.setBigUint64(end + 24, BigInt(view.getUint16(end + 8, true)), true);
  to.setBigUint64(end + 32, BigInt(view.getUint16(end + 10, true)), true);
  to.setBigUint64(end + 40, BigInt(view.getUint32(end + 12, true)), true);
  to.setBigUint64(end + 48, BigInt(view.getUint32(end + 16, true)), true);
  to.setUint32(end + 56, 0x07064b50, true);
  to.setBigUint64(end + 64, BigInt(end), true);
  to.setUint32(end + 72, 1, true);
  out.set(zip.subarray(end), end + 76);
  to.setUint16(end + 76 + 8, 0xffff, true);
  to.setUint16(end + 76 + 10, 0xffff, true);
  to.setUint32(end + 76 + 16, 0xffffffff, true);
  return out;
}

describe('.npz', () => {
  it.each([0, 6] as const)('survives a round trip at level %d, names and order kept', (level) => {
    fc.assert(
      fc.property(fc.array(fc.float32Array(), { maxLength: 4 }), (columns) => {
        const arrays = new Map(
          columns.map((data, i) => [`in_${i}`, { shape: [data.length], dtype: 'float32' as const, data }]),
        );
        expect(readNpz(writeNpz(arrays, { level })).value).toEqual(arrays);
      }),
      { numRuns: 50 },
    );
  });

  it('gives equal bytes for equal arrays', () => {
    const arrays = new Map([['y', float32(1, 2, 3)]]);
    expect(writeNpz(arrays)).toEqual(writeNpz(arrays));
  });

  it('reads zip64 end records', () => {
    const arrays = new Map([
      ['a', float32(1, 2)],
      ['b', float32(3)],
    ]);
    expect(readNpz(asZip64(writeNpz(arrays))).value).toEqual(arrays);
  });

  it('reports an array it cannot read with its name', () => {
    const file = writeNpz(new Map([['odd', float32(1)]]), { level: 0 });
    const at = new TextDecoder('latin1').decode(file).indexOf("'<f4'");
    file[at + 2] = 'c'.charCodeAt(0);
    expect(readNpz(file, 'x.npz').problem?.message).toMatch(/checksum of member 'odd.npy'/);
  });

  it('gives a problem or arrays, never an exception, for any damage', () => {
    const whole = writeNpz(new Map([['y', float32(1, 2, 3, 4, 5, 6, 7, 8)]]));
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(whole.length - 1), fc.nat(255), (end, at, byte) => {
        const damaged = whole.slice(0, end);
        if (at < end) damaged[at] = byte;
        const { value, problem } = readNpz(damaged);
        expect(value === undefined).not.toBe(problem === undefined);
      }),
      { numRuns: 300 },
    );
  });

  it.skipIf(!hasRealData)('reads a golden file that numpy wrote', () => {
    const golden = readNpz(realFile('golden/tfc-w1a1-random.qonnx.npz').bytes).value!;
    expect(golden.get('in_0')?.shape.slice(1)).toEqual([1, 1, 28, 28]);
    expect(golden.get('out_0')?.shape.at(-1)).toBe(10);
    expect(golden.get('in_0')?.dtype).toBe('float32');
  });

  it.skipIf(!hasRealData)('writes what it read of a golden file back unchanged', () => {
    const golden = readNpz(realFile('golden/tfc-w1a1-random.qonnx.npz').bytes).value!;
    expect(readNpz(writeNpz(golden)).value).toEqual(golden);
  });
});
