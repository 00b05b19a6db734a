import { sizeOf, type TensorType } from '@finnc/ir';
import { naturalEncoding, type Encoding } from '../encoding.ts';
import { mapKernel, type Kernel } from '../facet.ts';

/** Elements in another order: element i of y is element `from[i]` of x, or 0 where that is negative. */
export function gatherKernel(x: TensorType, y: TensorType, from: Int32Array): Kernel {
  const encoding: Encoding = naturalEncoding(x) === 'float64' ? 'float64' : 'int32';
  const [inLength, outLength] = [sizeOf(x.shape), sizeOf(y.shape)];
  return mapKernel(encoding, encoding, (input, output, frames) => {
    for (let frame = 0; frame < frames; frame++) {
      const [base, to] = [frame * inLength, frame * outLength];
      for (let i = 0; i < outLength; i++) {
        const at = from[i]!;
        output[to + i] = at < 0 ? 0 : input[base + at]!;
      }
    }
  });
}
