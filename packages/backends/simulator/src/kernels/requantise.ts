import type { ScalarType, Tensor, TensorType } from '@finnc/ir';
import { naturalEncoding, vectorsOf } from '../encoding.ts';
import { mapKernel, type Kernel } from '../facet.ts';

export interface RequantiseParameters {
  readonly multipliers: Tensor;
  readonly offsets: Tensor;
  readonly shift: number;
  readonly rounding: 'floor' | 'half_even';
  readonly low: number;
  readonly high: number;
  readonly outType: ScalarType;
}

/** `clamp(round((m · x + b) / 2^shift))` along the last axis, in doubles, which hold every product below 2^53. */
export function requantiseKernel(x: TensorType, parameters: RequantiseParameters): Kernel {
  const { shift, rounding, low, high, outType } = parameters;
  const { length: channels, vectors } = vectorsOf(x);
  const spread = ({ data }: Tensor): Float64Array =>
    Float64Array.from({ length: channels }, (_, c) => data[data.length === 1 ? 0 : c]!);
  const [multipliers, offsets] = [spread(parameters.multipliers), spread(parameters.offsets)];
  const part = 2 ** -shift;
  const isEven = rounding === 'half_even';
  const reads = naturalEncoding(x) === 'float64' ? 'float64' : 'int32';
  const writes = naturalEncoding({ elem: outType }) === 'float64' ? 'float64' : 'int32';
  return mapKernel(reads, writes, (input, y, frames) => {
    const count = channels * vectors * frames;
    for (let i = 0; i < count;) {
      for (let c = 0; c < channels; c++, i++) {
        const scaled = (input[i]! * multipliers[c]! + offsets[c]!) * part;
        let code = Math.floor(scaled);
        if (isEven) {
          const rest = scaled - code;
          if (rest > 0.5 || (rest === 0.5 && code % 2 !== 0)) code++;
        }
        y[i] = code < low ? low : code > high ? high : code;
      }
    }
  });
}
