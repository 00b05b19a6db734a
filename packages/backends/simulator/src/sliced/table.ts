import { bounds } from '@finnc/ir';
import { whole, type Steps } from './activation.ts';
import { vectorsOfStorage } from './arena.ts';
import type { SlicedBuilder } from './builder.ts';
import { inputKinds } from './program.ts';
import type { SlicedProduct } from './product.ts';
import { signAt, signPlanes, type SignPlane, type SignPlanes } from './signs.ts';
import { vectorSizes, type InputValue, type PlaneValue } from './value.ts';

/** Sums of 16-bit lanes stay below this. */
const MOST_SUM = 2 ** 15 - 2;
/** Times that a triple is added for one row: beyond, planes of the input are counted in less. */
const MOST_TIMES = 8;

/**
 * The product of an 8-bit input with weights of few bits, three inputs at a time: of three numbers there are eight signed
 * sums, and all rows and windows share them. Weights are sums of signs, and each plane of signs adds its own sum of a triple,
 * as often as the plane counts.
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
  const signs = signPlanes(new Int32Array(weights.data), false);
  const planes = signs && repeatedPlanes(signs);
  if (!planes) return undefined;
  const largest = Math.max(...bounds(x.elem).map((bound) => Math.abs(Number(bound))));
  // Of the sum of all signs; a threshold may lie one integer, which is `scale` of these, beyond.
  const mostSum = depth * largest * planes.length;
  if (mostSum + signs.scale > MOST_SUM) return undefined;
  const most = Math.floor(mostSum / signs.scale);
  const thresholds = Int32Array.from({ length: rows * steps }, (_, i) => {
    const row = Math.floor(i / steps);
    const threshold = values[thresholdRows === 1 ? i % steps : i]!;
    return signs.scale * whole(threshold - (offsets.data[row] ?? 0), -most, most);
  });
  const { triples, windows, groups: triplesAWindow } = triplesOf(x, depth);
  const groups = planes.length * triplesAWindow;
  const patterns = Int32Array.from({ length: rows * groups }, (_, i) => {
    const [row, group] = [Math.floor(i / groups), i % groups];
    const [plane, first] = [planes[Math.floor(group / triplesAWindow)], 3 * (group % triplesAWindow)];
    let pattern = 0;
    for (let k = first; plane && k < Math.min(first + 3, depth); k++)
      pattern |= signAt(plane, row * depth + k) << (k - first);
    return pattern;
  });
  const { value, storage } = builder.place([...x.shape.slice(0, -1), rows], coding);
  const [pixels] = vectorSizes(x);
  builder.countProducts(pixels * rows * depth * planes.length);
  builder.emit(
    'table',
    ...[x.input, inputKinds[array], pixels, triples.length / 3, builder.data(triples), groups],
    builder.data(repeated(windows, triplesAWindow, planes.length)),
    ...[rows, builder.data(patterns), steps, builder.data(thresholds)],
    ...[builder.data(vectorsOfStorage(storage)), coding.bits, builder.map(x.map)],
  );
  return value;
}

/** Planes of signs as often as they count, and none, of which all signs are −1, for the shared sum that is taken away. */
function repeatedPlanes({ planes, shifts, shared, sharedShift }: SignPlanes): (SignPlane | undefined)[] | undefined {
  const added = planes.flatMap((plane, j) => new Array<SignPlane>(2 ** shifts[j]!).fill(plane));
  const all = [...added, ...new Array<undefined>(shared * 2 ** sharedShift).fill(undefined)];
  return all.length <= MOST_TIMES ? all : undefined;
}

/** The triples of each window several times. */
function repeated(windows: Int32Array, length: number, times: number): Int32Array {
  const all = new Int32Array(windows.length * times);
  for (let i = 0; i < all.length; i++) all[i] = windows[Math.floor(i / (length * times)) * length + (i % length)]!;
  return all;
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
