import { stridesOf, type Shape, type TensorData } from '../tensor/index.ts';

/**
 * The tensor whose entry [i, j, …] is entry [indices[0][i], indices[1][j], …] of another one; `fill` where an index is
 * negative. Slices, padding, repetition and selection along axes are all of this form.
 *
 * @param to  takes the entries, row-major, as many as there are combinations of indices
 */
export function pick<Data extends TensorData>(
  data: TensorData,
  shape: Shape,
  indices: readonly ArrayLike<number>[],
  to: Data,
  fill = 0,
): Data {
  const strides = stridesOf(shape);
  const last = shape.length - 1;
  let next = 0;
  const visit = (axis: number, from: number): void => {
    const along = indices[axis]!;
    const stride = strides[axis]!;
    for (let i = 0; i < along.length; i++) {
      const index = along[i]!;
      const at = from < 0 || index < 0 ? -1 : from + index * stride;
      if (axis < last) visit(axis + 1, at);
      else to[next++] = at < 0 ? fill : data[at]!;
    }
  };
  if (last < 0) to[0] = data[0]!;
  else visit(0, 0);
  return to;
}

/** 0, 1, …: every entry of an axis in its place. */
export const everyIndex = (size: number): number[] => Array.from({ length: size }, (_, i) => i);
