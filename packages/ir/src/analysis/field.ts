import {
  broadcastOffsets,
  broadcastShape,
  permutedOffsets,
  permutedShape,
  sizeOf,
  type Shape,
} from '../tensor/index.ts';

/** One entry per channel of a tensor, or one for all: a small array that broadcasts against the tensor's shape. */
export interface Field<T> {
  readonly shape: Shape;
  readonly data: ArrayLike<T>;
}

export const uniform = <T>(value: T): Field<T> => ({ shape: [], data: [value] });

export const mapField = <T, R>(field: Field<T>, f: (value: T) => R): Field<R> => ({
  shape: field.shape,
  data: Array.from(field.data, f),
});

/** Entry-wise combination under numpy broadcasting. */
export function zipField<A, B, R>(a: Field<A>, b: Field<B>, f: (a: A, b: B) => R): Field<R> {
  if (b.data.length === 1 && b.shape.length <= a.shape.length) return mapField(a, (value) => f(value, b.data[0]!));
  const shape = broadcastShape(a.shape, b.shape);
  if (!shape) throw new RangeError(`fields of shapes [${a.shape.join()}] and [${b.shape.join()}] do not broadcast`);
  const [ia, ib] = [broadcastOffsets(a.shape, shape), broadcastOffsets(b.shape, shape)];
  return { shape, data: Array.from(ia, (offset, i) => f(a.data[offset]!, b.data[ib[i]!]!)) };
}

/** The field of a permuted tensor of `rank` axes. */
export function permuteField<T>(field: Field<T>, perm: readonly number[]): Field<T> {
  if (field.data.length === 1) return { shape: [], data: field.data };
  const full = [...new Array<number>(perm.length - field.shape.length).fill(1), ...field.shape];
  return {
    shape: permutedShape(full, perm),
    data: Array.from(permutedOffsets(full, perm), (offset) => field.data[offset]!),
  };
}

/**
 * The field of a reshaped tensor. Where only axes of size 1 come or go it keeps its form; otherwise one that is not
 * uniform is written out element by element.
 */
export function reshapeField<T>(field: Field<T>, from: Shape, to: Shape): Field<T> {
  if (field.data.length === 1) return { shape: [], data: field.data };
  const wide = (shape: Shape): number[] => shape.flatMap((size, axis) => (size > 1 ? [axis] : []));
  const [before, after] = [wide(from), wide(to)];
  if (before.length === after.length && before.every((axis, i) => from[axis] === to[after[i]!])) {
    const lead = from.length - field.shape.length;
    const shape = new Array<number>(to.length).fill(1);
    before.forEach((axis, i) => (shape[after[i]!] = field.shape[axis - lead] ?? 1));
    return { shape, data: field.data };
  }
  return { shape: to, data: Array.from(broadcastOffsets(field.shape, from), (offset) => field.data[offset]!) };
}

/** The field of two tensors of `rank` axes laid end to end along `axis`, of which they have `sizes` entries. */
export function concatFields<T>(
  a: Field<T>,
  b: Field<T>,
  axis: number,
  rank: number,
  sizes: readonly [number, number],
  equal: (a: T, b: T) => boolean,
): Field<T> {
  const [first, second] = [commonEntry(a, equal), commonEntry(b, equal)];
  if (first !== undefined && second !== undefined && equal(first, second)) return uniform(first);
  const parts = [a, b].map(({ shape }) => [...new Array<number>(rank - shape.length).fill(1), ...shape]);
  const others = parts.map((shape) => shape.map((size, i) => (i === axis ? 1 : size)));
  const along = broadcastShape(others[0]!, others[1]!);
  if (!along) throw new RangeError(`fields of shapes [${a.shape.join()}] and [${b.shape.join()}] do not meet`);
  const written = [a, b].map(({ shape, data }, i) => {
    const offsets = broadcastOffsets(
      shape,
      along.map((size, at) => (at === axis ? sizes[i]! : size)),
    );
    return Array.from(offsets, (offset) => data[offset]!);
  });
  const outer = sizeOf(along.slice(0, axis));
  const data: T[] = [];
  for (let o = 0; o < outer; o++) {
    for (const part of written) {
      const chunk = part.length / outer;
      for (let i = o * chunk; i < (o + 1) * chunk; i++) data.push(part[i]!);
    }
  }
  return { shape: along.map((size, at) => (at === axis ? sizes[0] + sizes[1] : size)), data };
}

/** Least and greatest entry of two fields, for what holds everywhere. */
export function extremes(low: Field<number>, high: Field<number>): readonly [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < low.data.length; i++) least = Math.min(least, low.data[i]!);
  for (let i = 0; i < high.data.length; i++) most = Math.max(most, high.data[i]!);
  return [least, most];
}

/** The common entry of a field whose entries are all equal, or undefined. */
export function commonEntry<T>(field: Field<T>, equal: (a: T, b: T) => boolean): T | undefined {
  const first = field.data[0];
  if (first === undefined) return undefined;
  for (let i = 1; i < field.data.length; i++) if (!equal(field.data[i]!, first)) return undefined;
  return first;
}

/**
 * The axis of a tensor of `rank` axes along which a field varies, with its entries there.
 *
 * `axis` is undefined for a field of one value; the result is undefined if the field varies along several axes.
 */
export function alongAxis<T>(
  field: Field<T>,
  rank: number,
  equal: (a: T, b: T) => boolean,
): { readonly axis: number | undefined; readonly entries: readonly T[] } | undefined {
  const common = commonEntry(field, equal);
  if (common !== undefined) return { axis: undefined, entries: [common] };
  const lead = rank - field.shape.length;
  const wide = field.shape.flatMap((size, axis) => (size > 1 ? [axis] : []));
  if (wide.length === 1) return { axis: wide[0]! + lead, entries: Array.from(field.data) };
  // A field written out by a reshape may still depend on one axis only.
  for (const axis of wide) {
    const size = field.shape[axis]!;
    const inner = sizeOf(field.shape.slice(axis + 1));
    const entries = Array.from({ length: size }, (_, i) => field.data[i * inner]!);
    let holds = true;
    for (let i = 0; holds && i < field.data.length; i++) {
      holds = equal(field.data[i]!, entries[Math.floor(i / inner) % size]!);
    }
    if (holds) return { axis: axis + lead, entries };
  }
  return undefined;
}
