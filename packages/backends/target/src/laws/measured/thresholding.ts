import { divideExactly } from '../exact.ts';
import type { ThresholdingShape } from '../finn/thresholding.ts';
import type { Estimate } from '@finnc/ir/hw';
import { hlsRom } from './memory.ts';

/**
 * A standalone thresholding layer: `steps` comparators a PE, and for each a ROM of `channels / pe` thresholds.
 *
 * @param inputBits  width of the values compared
 * @param steps      thresholds per channel
 * @throws RangeError if `pe` does not divide `channels`
 */
export function hlsThresholding(
  parameters: ThresholdingShape & { readonly inputBits: number; readonly steps: number },
): Estimate {
  const { channels, pe, inputBits, steps } = parameters;
  const words = divideExactly(channels, pe, 'PE', 'NumChannels');
  // A single word is a constant: it disappears into the comparator.
  const stored = words > 1 ? hlsRom(pe * steps, inputBits, words) : { lut: 0, bram18: 0 };
  return {
    lut: 42 + Math.round(0.83 * pe * steps * inputBits) + stored.lut,
    bram18: stored.bram18,
    uram: 0,
    dsp: 0,
    source: 'comparator term of the 37 integer units synthesised by Yosys 0.23 (xc7), as a layer of its own',
    error: 'not calibrated as a layer of its own',
  };
}
