import { divideExactly } from '../exact.ts';
import { finnBram18 } from '../finn/memory.ts';
import type { SlidingWindowShape } from '../finn/sliding-window.ts';
import type { Estimate } from '@finnc/ir/hw';
import { lutRam } from './memory.ts';

/** LUTs a channel bit: what remains of five CNV designs after their other parts, over the channel bits of six windows. */
const lutPerChannelBit = 11.5;

/**
 * An HLS sliding window with `kernel + stride` row buffers, width conversion around it included.
 *
 * Only sums are known: the six windows of CNV-W1A1 (ZC706 max and fix, Pynq-Z1), W1A2 and W2A2 have 664 or 1304
 * channel bits, and LUTs grow with them and not with SIMD. So this law takes the width of a pixel, `channels` times
 * `elementBits`, and ignores the folding. Row buffers above 1024 bits are BRAM, `simd` elements wide; smaller ones
 * are LUT-RAM and part of the slope.
 *
 * @throws RangeError if `simd` does not divide `channels`
 */
export function hlsSlidingWindow(parameters: SlidingWindowShape & { readonly elementBits: number }): Estimate {
  const { channels, simd, elementBits } = parameters;
  const depth = parameters.input[1] * divideExactly(channels, simd, 'SIMD', 'IFMChannels');
  const rows = parameters.kernel[0] + (parameters.stride?.[0] ?? 1);
  const width = simd * elementBits;
  const inBlocks = width * depth > 1_024;
  const calibrated = parameters.kernel[0] === 3 && parameters.kernel[1] === 3 && rows === 4;
  return {
    lut: Math.max(Math.round(lutPerChannelBit * channels * elementBits), inBlocks ? 0 : rows * lutRam(width, depth)),
    bram18: inBlocks ? rows * finnBram18(width, depth) : 0,
    uram: 0,
    dsp: 0,
    source: 'published totals of five CNV designs (ZC706, Pynq-Z1) less their other parts, per channel bit',
    error: calibrated
      ? 'whole CNV designs: LUT −9 to +7 %, BRAM −9 to −43 %, in sample; split between layers not calibrated'
      : 'not calibrated for windows other than 3×3 with stride 1',
  };
}
