import { declined, scaledInteger } from '../analysis/index.ts';
import { attr, defineOp, operand } from '../op/index.ts';
import { sizeOf, tensorType, type Tensor, type TensorType } from '../tensor/index.ts';
import { float32 } from '../types/index.ts';
import { permuteData } from './layout.ts';
import { resultOf } from './support.ts';

/** What becomes of the entries that are reduced to one; sums are taken in doubles. */
const reductions = {
  l1: (line: ArrayLike<number>) => total(line, Math.abs),
  l2: (line: ArrayLike<number>) => Math.sqrt(total(line, square)),
  log_sum: (line: ArrayLike<number>) => Math.log(total(line)),
  log_sum_exp: (line: ArrayLike<number>) => {
    const most = greatest(line);
    return Number.isFinite(most) ? most + Math.log(total(line, (value) => Math.exp(value - most))) : most;
  },
  max: (line: ArrayLike<number>) => greatest(line),
  mean: (line: ArrayLike<number>) => total(line) / line.length,
  min: (line: ArrayLike<number>) => fold(line, Infinity, Math.min),
  prod: (line: ArrayLike<number>) => fold(line, 1, (product, value) => product * value),
  sum: (line: ArrayLike<number>) => total(line),
  sum_square: (line: ArrayLike<number>) => total(line, square),
} as const;
export type Reduction = keyof typeof reductions;

function fold(line: ArrayLike<number>, first: number, join: (so: number, value: number) => number): number {
  let result = first;
  for (let i = 0; i < line.length; i++) result = join(result, line[i]!);
  return result;
}
const square = (value: number): number => value * value;
const greatest = (line: ArrayLike<number>): number => fold(line, -Infinity, Math.max);
const total = (line: ArrayLike<number>, of: (value: number) => number = (value) => value): number =>
  fold(line, 0, (sum, value) => sum + of(value));

const reducedType = ({ elem, shape }: TensorType, axes: readonly number[], name: Reduction): TensorType => {
  if (new Set(axes).size < axes.length || !axes.every((axis) => axis < shape.length))
    throw new RangeError(`axes [${axes.join(', ')}] of a rank-${shape.length} tensor`);
  return tensorType(
    name === 'max' || name === 'min' ? elem : float32,
    shape.map((size, axis) => (axes.includes(axis) ? 1 : size)),
  );
};

/** One value for all entries along `axes`, which stay as axes of size 1. */
export const reduce = defineOp({
  name: 'qnn.reduce',
  summary: 'Sum, mean, greatest value and the like over some axes, which stay with size 1.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: { function: attr.oneOf(Object.keys(reductions) as Reduction[]), axes: attr.ints({ min: 0 }) },
  infer: ({ x }, { axes, function: name }) => ({ y: reducedType(x.type, axes, name) }),
  evaluate({ x }, { axes, function: name }, { arithmetic }): { y: Tensor } {
    const type = reducedType(x.type, axes, name);
    const kept = x.type.shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]));
    const lines = permuteData(x.data, x.type.shape, [...kept, ...axes]);
    const length = sizeOf(axes.map((axis) => x.type.shape[axis]!));
    const data = resultOf(type, arithmetic);
    const reduced = reductions[name];
    for (let i = 0; i < data.length; i++) data[i] = reduced(lines.subarray(i * length, (i + 1) * length));
    return { y: { type, data } };
  },
});

export const reduceInteger = scaledInteger.for(reduce, ({ attrs }) =>
  declined(`a ${attrs.function} over axes other than those of an image stays outside of the hardware`),
);
