import { expect, it } from 'vitest';
import type { TensorDataType } from './element-formats.ts';
import type { OnnxData, OnnxTensor } from './model.ts';
import { type OnnxNumbers, toClampedNumbers, toNumbers } from './to-numbers.ts';

const tensor = (dataType: TensorDataType, data: OnnxData): OnnxTensor => ({
  name: 't',
  dims: [data.length],
  dataType,
  data,
});

it.each([
  ['float32', Float32Array.of(0.5), Float32Array.of(0.5)],
  ['float16', Float32Array.of(0.5), Float32Array.of(0.5)],
  ['float64', Float64Array.of(0.1), Float64Array.of(0.1)],
  ['int8', Int8Array.of(-3), Int8Array.of(-3)],
  ['uint8', Uint8Array.of(255), Int32Array.of(255)],
  ['bool', Uint8Array.of(1), Int32Array.of(1)],
  ['int16', Int16Array.of(-300), Int32Array.of(-300)],
  ['uint16', Uint16Array.of(65535), Int32Array.of(65535)],
  ['int32', Int32Array.of(-1), Int32Array.of(-1)],
  ['uint32', Uint32Array.of(2 ** 32 - 1), Float64Array.of(2 ** 32 - 1)],
  ['int64', BigInt64Array.of(-5n, 2n ** 53n - 1n), Float64Array.of(-5, 2 ** 53 - 1)],
  ['uint64', BigUint64Array.of(5n), Float64Array.of(5)],
] as const satisfies readonly (readonly [TensorDataType, OnnxData, OnnxNumbers])[])('%s', (dataType, data, numbers) => {
  expect(toNumbers(tensor(dataType, data))).toEqual({ numbers });
  expect(toClampedNumbers(tensor(dataType, data))).toEqual(numbers);
});

it('an int64 beyond 2^53 is a problem, unless it may be clamped', () => {
  const data = BigInt64Array.of(1n, 2n ** 63n - 1n, -(2n ** 63n));
  expect(toNumbers(tensor('int64', data))).toEqual({
    problem: { kind: 'integer-too-large', place: "tensor 't'", index: 1, value: 2n ** 63n - 1n },
  });
  expect(toClampedNumbers(tensor('int64', data))).toEqual(
    Float64Array.of(1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
  );
});
