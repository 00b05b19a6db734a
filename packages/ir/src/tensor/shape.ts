export type Shape = readonly number[];

export const sizeOf = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);

/** Row-major strides: the distance in elements between neighbours along each axis. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--)
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  return strides;
}

export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((size, i) => size === b[i]);

/** An axis counted from the front; negative ones count from the back as in ONNX. */
export function normalAxis(axis: number, rank: number): number {
  const normal = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || normal < 0 || normal >= rank)
    throw new RangeError(`axis ${axis} of a rank-${rank} tensor`);
  return normal;
}

/** Shape of a permuted tensor: axis `i` of the result is axis `perm[i]` of the operand. */
export const permutedShape = (shape: Shape, perm: readonly number[]): number[] => perm.map((axis) => shape[axis] ?? 1);

/** Offsets in the operand of each element of the permuted tensor, in row-major order of the result. */
export function permutedOffsets(shape: Shape, perm: readonly number[]): Int32Array {
  const strides = stridesOf(shape);
  return offsets(
    permutedShape(shape, perm),
    perm.map((axis) => strides[axis] ?? 0),
  );
}

/** Row-major walk over `shape` where axis `i` advances the offset by `strides[i]`. */
export function offsets(shape: Shape, strides: readonly number[]): Int32Array {
  const result = new Int32Array(sizeOf(shape));
  // One value for all, the most common broadcast by far.
  if (strides.every((stride) => stride === 0)) return result;
  const { outer, run, step } = trailingRun(shape, strides);
  const index = new Array<number>(outer).fill(0);
  let start = 0;
  for (let from = 0; from < result.length; from += run) {
    for (let i = 0, offset = start; i < run; i++, offset += step) result[from + i] = offset;
    for (let axis = outer - 1; axis >= 0; axis--) {
      index[axis]!++;
      start += strides[axis]!;
      if (index[axis]! < shape[axis]!) break;
      start -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}

/** The trailing axes over which the offset grows evenly, as one run of `run` elements `step` apart, behind `outer` axes. */
function trailingRun(
  shape: Shape,
  strides: readonly number[],
): { readonly outer: number; readonly run: number; readonly step: number } {
  let [outer, run, step] = [shape.length, 1, 0];
  while (outer > 0) {
    const [size, stride] = [shape[outer - 1]!, strides[outer - 1]!];
    if (size !== 1 && run !== 1 && stride !== step * run) break;
    if (size !== 1 && run === 1) step = stride;
    run *= size;
    outer--;
  }
  return { outer, run, step };
}
