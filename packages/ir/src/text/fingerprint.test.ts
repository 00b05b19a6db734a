import { expect, it } from 'vitest';
import { tensor } from '../tensor/index.ts';
import { float32, int } from '../types/index.ts';
import { fingerprint } from './fingerprint.ts';

/** FNV-1a by its definition. */
function reference(head: string, values: readonly number[]): string {
  const bytes = [...new TextEncoder().encode(head), ...new Uint8Array(Float64Array.from(values).buffer)];
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(16).padStart(16, '0');
}

it.each([
  [[]],
  [[0]],
  [[1, -2, 3]],
  [[0.1, Infinity, -0, 1e300]],
  [Array.from({ length: 200 }, (_, i) => i * 1.7 - 90)],
])('is FNV-1a over the type and the float64 bytes of %j', (values) => {
  expect(fingerprint(tensor(float32, [values.length], values))).toBe(reference(`float32[${values.length}]`, values));
});

it('depends on type, shape and the sign of zero, not on the array that holds the values', () => {
  const of = (...given: Parameters<typeof tensor>): string => fingerprint(tensor(...given));
  const first = of(int(8), [2, 2], [1, 2, 3, 4]);
  expect(of(int(8), [2, 2], Int8Array.of(1, 2, 3, 4))).toBe(first);
  expect(of(int(7), [2, 2], [1, 2, 3, 4])).not.toBe(first);
  expect(of(int(8), [4], [1, 2, 3, 4])).not.toBe(first);
  expect(of(float32, [1], [-0])).not.toBe(of(float32, [1], [0]));
});
