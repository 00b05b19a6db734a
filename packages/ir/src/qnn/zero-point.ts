import { withIntegerType } from '../analysis/index.ts';
import { broadcastOffsets, tensor, type Tensor } from '../tensor/index.ts';
import { float32 } from '../types/index.ts';

const shifted = new WeakMap<Tensor, Tensor>();

/** The integers `code − zeroPoint` of constant codes; codes that need no shift are kept as they are. */
export function withoutZeroPoint(codes: Tensor, zeroPoint: Tensor): Tensor {
  const seen = shifted.get(codes);
  if (seen) return seen;
  const zeroAt = broadcastOffsets(zeroPoint.type.shape, codes.type.shape);
  const data = Float64Array.from(codes.data, (code, i) => code - zeroPoint.data[zeroAt[i]!]!);
  const integers = withIntegerType(tensor(float32, codes.type.shape, data));
  shifted.set(codes, integers);
  return integers;
}
