import type { ScalarType } from '@finnc/ir';
import type { Estimate } from '@finnc/ir/hw';
import { divideExactly, hlsMaxPool, hlsSumPool, lutRam } from '@finnc/target';
import { isTiled, type PoolSizes } from './pooling.ts';

/** LUTs of the whole rows that windows keep which overlap; windows side by side keep none. */
function rowMemory({ channels, input, kernel, pe }: PoolSizes, elementBits: number): number {
  const rowBeats = input[1] * divideExactly(channels, pe, 'PE', 'NumChannels');
  return (kernel[0] - 1) * lutRam(pe * elementBits, rowBeats);
}

/** A maximum: the measured law for windows side by side, at the width of a folded beat. */
export function maxResources(sizes: PoolSizes, elem: ScalarType): Estimate {
  const { channels, input, kernel, pe } = sizes;
  const width = input[1] * divideExactly(channels, pe, 'PE', 'NumChannels');
  const law = hlsMaxPool({ channels: pe, elementBits: elem.bits, kernel: kernel[1], width });
  if (isTiled(sizes)) return law;
  return { ...law, lut: law.lut + rowMemory(sizes, elem.bits), error: 'not calibrated for windows that overlap' };
}

/** A sum: half-finished windows side by side, or rows of the image and sums of columns. */
export function sumResources(sizes: PoolSizes, elem: ScalarType, sum: ScalarType): Estimate {
  const { channels, output, kernel, pe } = sizes;
  const fold = divideExactly(channels, pe, 'PE', 'NumChannels');
  if (isTiled(sizes)) {
    // Few beats a pixel are added up in registers first.
    return hlsSumPool({ lanes: pe, bits: sum.bits, additions: fold < 8 ? 2 : 1, windows: output[1] * fold });
  }
  const additions = kernel[0] - 1 + kernel[1] - 1;
  const law = hlsSumPool({ lanes: pe, bits: sum.bits, additions, windows: 0 });
  return { ...law, lut: law.lut + rowMemory(sizes, elem.bits) };
}
