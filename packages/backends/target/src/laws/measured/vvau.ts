import type { Estimate } from '@finnc/ir/hw';
import { hlsMvau } from './mvau.ts';
import { hlsRom, lutRam } from './memory.ts';

/**
 * An HLS depthwise unit: the products, thresholds and accumulators of a matrix-vector unit with one column, weights in
 * one ROM per PE, and the accumulators of all `nf` groups of channels of a pixel in LUT-RAM.
 *
 * @param parameters  `filters` a channel, `pe` channels a cycle, `nf` groups of channels
 * @returns           LUT and BRAM18; DSP is 0 since products stay in LUTs
 */
export function hlsVvau(parameters: {
  readonly taps: number;
  readonly channels: number;
  readonly filters: number;
  readonly pe: number;
  readonly nf: number;
  readonly weightBits: number;
  readonly inputBits: number;
  readonly steps: number;
  readonly accBits: number;
}): Estimate {
  const { taps, channels, filters, pe, nf, weightBits, inputBits, steps, accBits } = parameters;
  const lanes = pe * filters;
  const mvau = hlsMvau({ mh: channels * filters, mw: 1, pe: lanes, simd: 1, weightBits, inputBits, steps, accBits });
  const logic = mvau.lut - hlsRom(lanes, weightBits, nf).lut;
  const weights = hlsRom(pe, filters * weightBits, taps * nf);
  const accumulators = nf > 1 ? lutRam(lanes * accBits, nf) : 0;
  return {
    lut: logic + weights.lut + accumulators,
    bram18: weights.bram18,
    uram: 0,
    dsp: 0,
    source: 'law of the matrix-vector unit with one column a row, and a LUT-RAM of accumulators, assumed',
    error: 'not calibrated',
  };
}
