import type { Arithmetic } from '../op/op.ts';
import {
  broadcastOffsets,
  broadcastsTo,
  sameShape,
  showType,
  sizeOf,
  type Shape,
  type Tensor,
  type TensorType,
} from '../tensor/index.ts';
import { isInteger } from '../types/index.ts';

/** An empty array for results: float32 results round on every store, exact ones are doubles. */
export const resultArray = (length: number, arithmetic: Arithmetic): Float64Array | Float32Array =>
  arithmetic === 'float32' ? new Float32Array(length) : new Float64Array(length);

/** Element-wise f; one operation on float32 operands, so storing its double is the float32 operation itself. */
export function mapPair(
  a: Tensor,
  b: Tensor,
  type: TensorType,
  arithmetic: Arithmetic,
  f: (a: number, b: number) => number,
): Tensor {
  const data = resultOf(type, arithmetic);
  const size = data.length;
  if (sameShape(a.type.shape, type.shape) && b.data.length === 1) {
    const other = b.data[0]!;
    for (let i = 0; i < size; i++) data[i] = f(a.data[i]!, other);
    return { type, data };
  }
  const [ia, ib] = [broadcastOffsets(a.type.shape, type.shape), broadcastOffsets(b.type.shape, type.shape)];
  for (let i = 0; i < size; i++) data[i] = f(a.data[ia[i]!]!, b.data[ib[i]!]!);
  return { type, data };
}

export function mapTensor(
  x: Tensor,
  type: TensorType,
  arithmetic: Arithmetic,
  f: (value: number, index: number) => number,
): Tensor {
  const data = resultArray(x.data.length, arithmetic);
  for (let i = 0; i < data.length; i++) data[i] = f(x.data[i]!, i);
  return { type, data };
}

/** Stores results that are integers: in 32 bits where the type allows it, else in doubles. */
export function integerArray(length: number, bits: number): Int32Array | Float64Array {
  return bits <= 31 ? new Int32Array(length) : new Float64Array(length);
}

/** An empty array for the values of a type. */
export const resultOf = ({ elem, shape }: TensorType, arithmetic: Arithmetic): Tensor['data'] =>
  isInteger(elem) ? integerArray(sizeOf(shape), elem.bits) : resultArray(sizeOf(shape), arithmetic);

/**
 * The shape of x, which the parameters of its elements keep.
 *
 * @throws RangeError if a parameter does not broadcast to it
 */
export function shapeWith(x: Typed, ...parameters: readonly Typed[]): Shape {
  for (const { type } of parameters) {
    if (!broadcastsTo(type.shape, x.type.shape))
      throw new RangeError(`${showType(type)} does not broadcast to ${showType(x.type)}`);
  }
  return x.type.shape;
}
interface Typed {
  readonly type: TensorType;
}

/** A shape as three axes: those before `axis`, it itself, those behind. */
export const aroundAxis = (
  shape: Shape,
  axis: number,
): { readonly outer: number; readonly size: number; readonly inner: number } => ({
  outer: sizeOf(shape.slice(0, axis)),
  size: shape[axis] ?? 1,
  inner: sizeOf(shape.slice(axis + 1)),
});
