/** Element types of arrays in files; names as numpy gives them. */
export type Dtype =
  | 'bool'
  | 'uint8'
  | 'int8'
  | 'uint16'
  | 'int16'
  | 'uint32'
  | 'int32'
  | 'uint64'
  | 'int64'
  | 'float16'
  | 'float32'
  | 'float64';

export type NumberArray =
  Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/** 64-bit integers stay exact, so they are bigints until someone asks for numbers. */
export type ArrayData = NumberArray | BigUint64Array | BigInt64Array;

/** An array from a file, always in C order and native byte order. `float16` is held as Float32Array, `bool` as 0 and 1. */
export interface NumericArray {
  readonly shape: readonly number[];
  readonly dtype: Dtype;
  readonly data: ArrayData;
}

export const elementCount = (shape: readonly number[]): number => shape.reduce((product, dim) => product * dim, 1);

/** The elements as numbers, without a copy unless they are 64-bit integers (rounded to double beyond 2^53). */
export function numbersOf({ data }: NumericArray): NumberArray {
  return data instanceof BigInt64Array || data instanceof BigUint64Array ? Float64Array.from(data, Number) : data;
}

/** A new C-order array from one whose first index runs fastest. */
export function fromFortranOrder<T extends ArrayData>(data: T, shape: readonly number[]): T {
  const turned = data.slice() as T;
  const index = shape.map(() => 0);
  let strideSum = 1;
  const strides = shape.map((dim) => {
    const stride = strideSum;
    strideSum *= dim;
    return stride;
  });
  let from = 0;
  for (let to = 0; to < turned.length; to++) {
    turned[to] = data[from]!;
    // Step the C-order index (last dimension fastest), keeping `from` at its Fortran address.
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      from += strides[axis]!;
      if (index[axis]! < shape[axis]!) break;
      from -= index[axis]! * strides[axis]!;
      index[axis] = 0;
    }
  }
  return turned;
}
