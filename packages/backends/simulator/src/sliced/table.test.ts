import { bounds, int, randomSource, tensor, uint, type ScalarType } from '@finnc/ir';
import { expect, it } from 'vitest';
import { SlicedBuilder } from './builder.ts';
import { interpretSliced } from './interpret.ts';
import { slicedProduct } from './product.ts';
import { opcodes } from './program.ts';

const [pixels, channels, rows, frames] = [4, 5, 7, 40];
const thresholdsOfRow = [-300, 0, 450];

/** The first instruction of a layer on 8-bit pixels, whose results are compared with sums of products. */
function firstLayer(elem: ScalarType, weight: (random: number) => number) {
  const random = randomSource(5);
  const w = Int32Array.from({ length: rows * channels }, () => weight(random()));
  const bytes = Uint8Array.from({ length: frames * pixels * channels }, () => 256 * random());
  const x = bounds(elem)[0] === 0n ? bytes : new Int8Array(bytes.buffer);
  const offsets = Int32Array.from({ length: rows }, (_, row) => 20 * row);
  const builder = new SlicedBuilder({ complements: false });
  const shape = [pixels, channels];
  const y = slicedProduct(builder, {
    x: builder.input({ elem, shape }),
    weights: tensor(int(8), [rows, channels], w),
    offsets: tensor(int(32), [rows], offsets),
    thresholds: tensor(int(32), [1, 3], thresholdsOfRow),
    outType: uint(2),
    outBias: 0,
  });
  builder.output(y, { elem: uint(2), shape: [pixels, rows] });
  const program = builder.finish();
  const found = new Int32Array(frames * pixels * rows);
  interpretSliced(program, [x], frames, [found]);
  const wanted = found.map((_, i) => {
    const [vector, row] = [Math.floor(i / rows), i % rows];
    let sum = offsets[row]!;
    for (let c = 0; c < channels; c++) sum += w[row * channels + c]! * x[vector * channels + c]!;
    return thresholdsOfRow.filter((threshold) => sum >= threshold).length;
  });
  expect(found).toEqual(wanted);
  return program.code[0];
}

it.each([
  ['±1', uint(8), (r: number) => (r < 0.5 ? -1 : 1)],
  ['−1, 0, 1', uint(8), (r: number) => Math.floor(3 * r) - 1],
  ['−1, 0, 1 on signed pixels', int(8), (r: number) => Math.floor(3 * r) - 1],
  ['2 bits', uint(8), (r: number) => Math.floor(4 * r) - 2],
  ['3 bits on signed pixels', int(8), (r: number) => Math.floor(8 * r) - 4],
] as const)('first layers with weights of %s add signed sums of three pixels', (_, elem, weight) => {
  expect(firstLayer(elem, weight)).toBe(opcodes.table);
});

it('wider weights take the bits of pixels', () => {
  expect(firstLayer(uint(8), (r) => Math.floor(16 * r) - 8)).toBe(opcodes.codes);
});
