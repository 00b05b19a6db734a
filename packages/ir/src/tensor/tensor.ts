import type { ScalarType } from '../types/index.ts';
import { sizeOf, type Shape } from './shape.ts';

export interface TensorType {
  readonly elem: ScalarType;
  readonly shape: Shape;
}
/** Logical values, row-major: a bipolar tensor holds ±1, whatever bits a backend gives them. */
export type TensorData = Float64Array | Float32Array | Int32Array | Int8Array;
export interface Tensor {
  readonly type: TensorType;
  readonly data: TensorData;
}

/** Most elements of a tensor: 2 GiB as doubles. Beyond lie mistakes in a shape, and arrays that no machine here can hold. */
export const MAX_ELEMENTS = 2 ** 28;

/** @throws RangeError for a shape of more than `MAX_ELEMENTS` elements */
export function tensorType(elem: ScalarType, shape: Shape): TensorType {
  const size = sizeOf(shape);
  if (size > MAX_ELEMENTS)
    throw new RangeError(`[${shape.join(', ')}] has ${size} elements; the limit is ${MAX_ELEMENTS}`);
  return Object.freeze({ elem, shape: Object.freeze([...shape]) });
}

/**
 * A tensor over given values.
 *
 * @throws RangeError if the number of values is not that of the shape
 */
export function tensor(elem: ScalarType, shape: Shape, values: TensorData | readonly number[]): Tensor {
  if (values.length !== sizeOf(shape)) throw new RangeError(`${values.length} values for shape [${shape.join(', ')}]`);
  return {
    type: tensorType(elem, shape),
    data: Array.isArray(values) ? Float64Array.from(values) : (values as TensorData),
  };
}

export const showType = (type: TensorType): string => `${type.elem.name}[${type.shape.join(',')}]`;

/** The same values under another type; the sizes must agree. */
export const retyped = (value: Tensor, elem: ScalarType, shape: Shape = value.type.shape): Tensor =>
  tensor(elem, shape, value.data);
