import { innerProducts, packSigns, randomSource } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { newPlanes, sliceMatrix, slicedBits, slicedSums } from './bit-sliced.ts';
import { transposeBits } from './transpose.ts';

const signs = (count: number, random: () => number, share = 0.5): Int32Array =>
  Int32Array.from({ length: count }, () => (random() < share ? 1 : -1));

describe('bit-sliced products', () => {
  it('a square of bits is transposed', () => {
    const random = randomSource(7);
    const square = Int32Array.from({ length: 32 }, () => Math.floor(random() * 2 ** 32) | 0);
    const turned = square.slice();
    transposeBits(turned);
    for (let i = 0; i < 32; i++)
      for (let j = 0; j < 32; j++) expect((turned[i]! >>> j) & 1).toBe((square[j]! >>> i) & 1);
  });

  it.each([
    [1, 1, 1, 0.5],
    [7, 3, 5, 0.5],
    [32, 4, 32, 0.5],
    [33, 33, 31, 0.5],
    [128, 30, 576, 0.5],
    [97, 8, 1000, 0.5],
    // Rows that are all alike put every input in one class, which needs the widest counters.
    [40, 9, 2000, 1],
    [40, 5, 255, 0],
    [40, 5, 256, 1],
  ])('%i vectors times %i rows of %i are the sums of products', (vectors, rows, depth, share) => {
    const random = randomSource(depth);
    const [x, w] = [signs(vectors * depth, random, share === 0.5 ? 0.5 : 0.9), signs(rows * depth, random, share)];
    const expected = innerProducts(x, w, vectors, rows, depth);
    const matrix = sliceMatrix(Int32Array.from(packSigns(w, rows, depth)), rows, depth);
    if (!matrix) throw new Error('the matrix is not too large');
    const packed = Int32Array.from(packSigns(x, vectors, depth));
    const planes = newPlanes(depth);
    const sums = new Int32Array(vectors * rows);
    slicedSums(matrix, packed, 0, vectors, planes, sums, 1);
    expect(Array.from(sums)).toEqual(Array.from(expected));
    slicedSums(matrix, packed, 0, vectors, planes, sums, -3);
    expect(Array.from(sums)).toEqual(Array.from(expected, (sum) => 0 - 2 * sum));

    const words = Math.ceil(rows / 32);
    const bits = new Int32Array(vectors * words).fill(-1);
    const least = Int32Array.from(
      { length: rows },
      (_, row) => [0, depth + 1, depth, 1][row] ?? Math.floor(depth * (0.3 + 0.4 * random())),
    );
    slicedBits(matrix, least, packed, 0, vectors, planes, bits, 0);
    for (let v = 0; v < vectors; v++) {
      for (let row = 0; row < 32 * words; row++) {
        const reached = row < rows && (expected[v * rows + row]! + depth) / 2 >= least[row]!;
        expect((bits[v * words + (row >>> 5)]! >>> (row & 31)) & 1).toBe(reached ? 1 : 0);
      }
    }
  });

  it('a matrix too deep for 16-bit offsets is left to popcounts', () => {
    expect(sliceMatrix(new Int32Array(1025), 1, 32800)).toBeUndefined();
  });
});
