import { float32, int, uint, tensor, type ScalarType, type Tensor } from '@finnc/ir';
import { toNumbers, type ElementName, type OnnxTensor } from '../onnx/index.ts';

const integerTypes: Readonly<Record<string, ScalarType>> = {
  int8: int(8),
  uint8: uint(8),
  int16: int(16),
  uint16: uint(16),
  int32: int(32),
  uint32: uint(32),
  int64: int(64),
  uint64: uint(64),
  int4: int(4),
  uint4: uint(4),
  int2: int(2),
  uint2: uint(2),
  bool: uint(1),
};

/** The value set of an ONNX element type; every float counts as float32. */
export const scalarOf = (name: ElementName | undefined): ScalarType => (name && integerTypes[name]) ?? float32;

/** An initializer as an IR tensor, or undefined if an integer of it is beyond ±2^53. */
export function constantOf(initializer: OnnxTensor): Tensor | undefined {
  const numbers = toNumbers(initializer);
  return 'problem' in numbers ? undefined : tensor(scalarOf(initializer.dataType), initializer.dims, numbers.numbers);
}
