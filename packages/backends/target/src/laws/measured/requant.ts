import type { Estimate } from '@finnc/ir/hw';
import { divideExactly } from '../exact.ts';
import { hlsRom } from './memory.ts';

export interface HlsRequantParameters {
  readonly channels: number;
  readonly pe: number;
  readonly inputBits: number;
  readonly multiplierBits: number;
  readonly offsetBits: number;
  /** Whether all channels have one multiplier and one offset. */
  readonly shared: boolean;
}

/**
 * A multiplication, an addition and a clamp a PE, all in LUTs: one LUT a bit of the partial products and of the adder,
 * and a ROM with the parameters of `channels / pe` channels.
 *
 * @throws RangeError if `pe` does not divide `channels`
 */
export function hlsRequant(parameters: HlsRequantParameters): Estimate {
  const { channels, pe, inputBits, multiplierBits, offsetBits, shared } = parameters;
  const words = divideExactly(channels, pe, 'PE', 'NumChannels');
  const product = inputBits + multiplierBits;
  const stored = shared || words === 1 ? { lut: 0, bram18: 0 } : hlsRom(pe, multiplierBits + offsetBits, words);
  return {
    lut: 42 + pe * (inputBits * multiplierBits + product + product) + stored.lut,
    bram18: stored.bram18,
    uram: 0,
    dsp: 0,
    source: 'one LUT a bit of partial product, adder and clamp',
    error: 'not calibrated',
  };
}
