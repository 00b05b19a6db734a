import { bounds } from '@finnc/ir';
import { whole, type Steps } from './activation.ts';
import { vectorsOfStorage } from './arena.ts';
import type { SlicedBuilder } from './builder.ts';
import { inputKinds } from './program.ts';
import type { SlicedProduct } from './product.ts';
import { vectorSizes, type InputValue, type PlaneValue } from './value.ts';

/** Sums of 16-bit lanes stay below this. */
const MOST_SUM = 2 ** 15 - 2;

/**
 * The product of an 8-bit input with weights of ±1, three inputs at a time: of three numbers there are eight signed sums,
 * and all rows and windows share them.
 *
 * @returns nothing if the weights, the input or the sums are others
 */
export function tableProduct(
  builder: SlicedBuilder,
  x: InputValue,
  { weights, offsets }: SlicedProduct,
  { rows: thresholdRows, steps, values, coding }: Steps,
): PlaneValue | undefined {
  const [rows = 1, depth = 1] = weights.type.shape;
  const { array } = builder.inputFormat(x.input);
  if (steps === 0 || (array !== 'uint8' && array !== 'int8')) return undefined;
  if (!weights.data.every((weight) => weight === 1 || weight === -1)) return undefined;
  const largest = Math.max(...bounds(x.elem).map((bound) => Math.abs(Number(bound))));
  if (depth * largest > MOST_SUM) return undefined;
  const thresholds = Int32Array.from({ length: rows * steps }, (_, i) => {
    const row = Math.floor(i / steps);
    const threshold = values[thresholdRows === 1 ? i % steps : i]!;
    return whole(threshold - (offsets.data[row] ?? 0), -MOST_SUM - 1, MOST_SUM);
  });
  const { triples, windows, groups } = triplesOf(x, depth);
  const patterns = Int32Array.from({ length: rows * groups }, (_, i) => {
    const [row, group] = [Math.floor(i / groups), i % groups];
    let pattern = 0;
    for (let k = 3 * group; k < Math.min(3 * group + 3, depth); k++)
      if (weights.data[row * depth + k]! > 0) pattern |= 1 << (k - 3 * group);
    return pattern;
  });
  const { value, storage } = builder.place([...x.shape.slice(0, -1), rows], coding);
  const [pixels] = vectorSizes(x);
  builder.countProducts(pixels * rows * depth);
  builder.emit(
    'table',
    ...[x.input, inputKinds[array], pixels, triples.length / 3, builder.data(triples), groups, builder.data(windows)],
    ...[rows, builder.data(patterns), steps, builder.data(thresholds)],
    ...[builder.data(vectorsOfStorage(storage)), coding.bits, builder.map(x.map)],
  );
  return value;
}

/** The different triples of elements that windows consist of, and those of each window. */
function triplesOf(
  x: InputValue,
  depth: number,
): { readonly triples: readonly number[]; readonly windows: Int32Array; readonly groups: number } {
  const [pixels] = vectorSizes(x);
  const groups = Math.ceil(depth / 3);
  const windows = new Int32Array(pixels * groups);
  const triples: number[] = [];
  const known = new Map<string, number>();
  for (let q = 0, i = 0; q < pixels; q++) {
    for (let k = 0; k < depth; k += 3, i++) {
      const triple = [0, 1, 2].map((n) => (k + n < depth ? x.at[q * depth + k + n]! : -1));
      const key = triple.join(' ');
      let number = known.get(key);
      if (number === undefined) {
        number = triples.length / 3;
        known.set(key, number);
        triples.push(...triple);
      }
      windows[i] = number;
    }
  }
  return { triples, windows, groups };
}
