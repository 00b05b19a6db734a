import type { OnnxTensor } from './model.ts';
import type { OnnxProblem } from './problems.ts';

/** Arrays that are computed with; none holds bigints. */
export type OnnxNumbers = Float64Array | Float32Array | Int32Array | Int8Array;

/**
 * A tensor's elements as numbers, exactly: float32 and half floats in a `Float32Array`, int8 and narrower in an
 * `Int8Array`, other integers that fit in an `Int32Array`, wider ones in a `Float64Array`, which is exact to 2^53.
 * The array's type follows from the element type alone. Where no conversion is needed it is `tensor.data` itself.
 *
 * @returns  a problem for a 64-bit integer beyond 2^53 − 1 in size
 */
export function toNumbers(tensor: OnnxTensor): { numbers: OnnxNumbers } | { problem: OnnxProblem } {
  const { data } = tensor;
  if (!(data instanceof BigInt64Array || data instanceof BigUint64Array)) return { numbers: narrow(data) };
  const numbers = Float64Array.from(data, Number);
  const index = numbers.findIndex((value) => !Number.isSafeInteger(value));
  if (index < 0) return { numbers };
  const place = `tensor '${tensor.name}'`;
  return { problem: { kind: 'integer-too-large', place, index, value: data[index] ?? 0n } };
}

/**
 * Like `toNumbers`, but 64-bit integers beyond ±(2^53 − 1) become that bound. For operands that ONNX clamps anyway:
 * exporters write the largest int64 as the end of a Slice.
 */
export function toClampedNumbers(tensor: OnnxTensor): OnnxNumbers {
  const { data } = tensor;
  if (!(data instanceof BigInt64Array || data instanceof BigUint64Array)) return narrow(data);
  const bound = Number.MAX_SAFE_INTEGER;
  return Float64Array.from(data, (value) => Math.max(-bound, Math.min(bound, Number(value))));
}

function narrow(data: Exclude<OnnxTensor['data'], BigInt64Array | BigUint64Array>): OnnxNumbers {
  if (data instanceof Uint32Array) return Float64Array.from(data);
  if (data instanceof Uint8Array || data instanceof Int16Array || data instanceof Uint16Array)
    return Int32Array.from(data);
  return data;
}
