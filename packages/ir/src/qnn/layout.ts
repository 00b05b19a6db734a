import { offsets, permutedShape, stridesOf, type Shape, type TensorData } from '../tensor/index.ts';

export const TO_NHWC = [0, 2, 3, 1] as const;
export const TO_NCHW = [0, 3, 1, 2] as const;

/**
 * Row-major data of the permuted tensor.
 *
 * Walks the operand in the order of the result by strides, innermost axis in a tight loop: permutations of whole weight
 * matrices are on the path of every build.
 */
export function permuteData<Data extends TensorData>(data: Data, shape: Shape, perm: readonly number[]): Data {
  const result = new (data.constructor as new (length: number) => Data)(data.length);
  const strides = stridesOf(shape);
  const sizes = perm.map((axis) => shape[axis] ?? 1);
  const steps = perm.map((axis) => strides[axis] ?? 0);
  const inner = sizes.at(-1) ?? 1;
  const step = steps.at(-1) ?? 1;
  const starts = offsets(sizes.slice(0, -1), steps.slice(0, -1));
  for (let row = 0, to = 0; row < starts.length; row++) {
    for (let k = 0, from = starts[row]!; k < inner; k++, from += step) result[to++] = data[from]!;
  }
  return result;
}

export const inversePerm = (perm: readonly number[]): number[] => {
  const inverse = new Array<number>(perm.length).fill(0);
  perm.forEach((from, to) => (inverse[from] = to));
  return inverse;
};

/** Permutation equal to applying `first` and then `second`. */
export const composePerms = (first: readonly number[], second: readonly number[]): number[] =>
  second.map((axis) => first[axis]!);

export const isIdentityPerm = (perm: readonly number[]): boolean => perm.every((from, to) => from === to);

/** Whether the permutation moves only axes of size 1, so that the data stay in place. */
export function keepsOrder(shape: Shape, perm: readonly number[]): boolean {
  const moved = perm.filter((axis) => shape[axis] !== 1);
  return (
    permutedShape(shape, perm).length === shape.length && moved.every((axis, i) => i === 0 || axis > moved[i - 1]!)
  );
}
