import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TensorData } from '../tensor/index.ts';
import { innerProducts, packSigns, windowProducts } from './product.ts';
import { randomSource } from './sample.ts';

function reference(x: ArrayLike<number>, w: ArrayLike<number>, vectors: number, rows: number, depth: number): number[] {
  const y: number[] = [];
  for (let v = 0; v < vectors; v++) {
    for (let r = 0; r < rows; r++) {
      let sum = 0n;
      for (let k = 0; k < depth; k++) sum += BigInt(x[v * depth + k]!) * BigInt(w[r * depth + k]!);
      y.push(Number(sum));
    }
  }
  return y;
}

const sizes = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 70 }));
const operands = (value: fc.Arbitrary<number>): fc.Arbitrary<readonly [number[], number[], number, number, number]> =>
  sizes.chain(([vectors, rows, depth]) =>
    fc
      .tuple(
        fc.array(value, { minLength: vectors * depth, maxLength: vectors * depth }),
        fc.array(value, { minLength: rows * depth, maxLength: rows * depth }),
      )
      .map(([x, w]) => [x, w, vectors, rows, depth] as const),
  );
const arrays: readonly ((values: number[]) => TensorData)[] = [
  (v) => Float64Array.from(v),
  (v) => Int32Array.from(v),
  (v) => Float32Array.from(v),
];

describe('inner products', () => {
  it.each([
    ['signs, by popcount', fc.constantFrom(-1, 1)],
    ['small integers, in 32 bits', fc.integer({ min: -128, max: 127 })],
    ['integers beyond 32 bits, in doubles', fc.integer({ min: -(2 ** 23), max: 2 ** 23 })],
  ])('of %s are exact', (_, value) => {
    fc.assert(
      fc.property(
        operands(value),
        fc.constantFrom(...arrays),
        fc.constantFrom(...arrays),
        ([x, w, vectors, rows, depth], left, right) => {
          const y = innerProducts(left(x), right(w), vectors, rows, depth);
          expect(Array.from(y, (sum) => sum + 0)).toEqual(reference(x, w, vectors, rows, depth));
        },
      ),
    );
  });

  it('of signs with other values leave the way of the popcount', () => {
    expect([...innerProducts(Float64Array.of(1, -1, 0), Float64Array.of(1, 1, 1), 1, 1, 3)]).toEqual([0]);
    expect([...innerProducts(Float64Array.of(0.5, -1), Float64Array.of(1, 1), 1, 1, 2)]).toEqual([-0.5]);
    expect([...innerProducts(Float64Array.of(NaN, 1), Float64Array.of(1, 1), 1, 1, 2)]).toEqual([NaN]);
    expect([...innerProducts(Float64Array.of(Infinity, 1), Float64Array.of(1, 1), 1, 1, 2)]).toEqual([Infinity]);
  });

  it('survive the worst 32-bit case and the first case beyond it', () => {
    const depth = 2 ** 10;
    const x = new Int32Array(depth).fill(-(2 ** 10));
    for (const w of [2 ** 11 - 1, 2 ** 11]) {
      expect(innerProducts(x, new Int32Array(depth).fill(w), 1, 1, depth)[0]).toBe(-(2 ** 20) * w);
    }
  });
});

it.each([
  [32, [-1, 1]],
  [64, [-1, 1]],
  [48, [-1, 1]],
  [64, [-1, 0, 1]],
])('products of windows of pixels with %s channels of %j are those of the windows written out', (channels, values) => {
  const [pixels, reach, rows] = [7, 3, 5];
  const windows = pixels - reach + 1;
  const random = randomSource(channels);
  const draw = (from: readonly number[], length: number): Float64Array =>
    Float64Array.from({ length }, () => from[Math.floor(random() * from.length)]!);
  // Windows of three pixels along a line.
  const gather = <Data extends TensorData | Uint32Array>(image: Data, entries: number): Data => {
    const all = new (image.constructor as new (length: number) => Data)(windows * reach * entries);
    for (let at = 0; at < windows; at++)
      all.set(image.subarray(at * entries, (at + reach) * entries), at * reach * entries);
    return all;
  };
  const x = draw(values, pixels * channels);
  const w = draw([-1, 1], rows * reach * channels);
  const expected = reference([...gather(x, channels)], [...w], windows, rows, reach * channels);
  expect([...windowProducts(x, channels, gather, w, rows)]).toEqual(expected);
});

it('signs are packed 32 a word from the low bit, the tail 0', () => {
  const signs = Float64Array.from({ length: 34 }, (_, i) => (i % 33 === 0 ? 1 : -1));
  expect([...packSigns(signs, 1, 34)]).toEqual([1, 2]);
  expect([...packSigns(signs, 2, 17)]).toEqual([1, 1 << 16]);
});
