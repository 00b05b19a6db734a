import type { Estimate } from '@finnc/ir/hw';
import { lutRam } from './memory.ts';

/**
 * A streaming max-pool with window = stride and one row buffer of `width / kernel` pixels.
 *
 * @param width        columns of the input image
 * @param elementBits  1: OR gates, measured; more: comparators, about one and a half LUTs a bit on top, assumed
 */
export function hlsMaxPool(parameters: {
  readonly channels: number;
  readonly elementBits: number;
  readonly kernel: number;
  readonly width: number;
}): Estimate {
  const { channels, elementBits, kernel, width } = parameters;
  const bits = channels * elementBits;
  const comparators = elementBits > 1 ? Math.round(1.5 * bits) : 0;
  return {
    lut: 17 + bits + comparators + lutRam(bits, Math.ceil(width / kernel)),
    ff: 12 + bits,
    bram18: 0,
    uram: 0,
    dsp: 0,
    source: 'binary 2×2 pools of 16 and 64 channels synthesised by Yosys 0.23 (xc7)',
    error:
      elementBits === 1 && kernel === 2
        ? 'exact on the 2 RTL points it was fitted to; HLS not calibrated'
        : 'not calibrated beyond binary 2×2',
  };
}

/**
 * A streaming pool that adds: an adder of a LUT a bit for each addition of a lane, and a memory of half-finished windows.
 *
 * @param lanes      channels a beat
 * @param bits       width of a sum
 * @param additions  adders one after another in a lane
 * @param windows    half-finished windows, in beats; 0 if none are kept
 */
export function hlsSumPool(parameters: {
  readonly lanes: number;
  readonly bits: number;
  readonly additions: number;
  readonly windows: number;
}): Estimate {
  const { lanes, bits, additions, windows } = parameters;
  return {
    lut: 17 + lanes * bits * additions + (windows > 0 ? lutRam(lanes * bits, windows) : 0),
    ff: 12 + lanes * bits,
    bram18: 0,
    uram: 0,
    dsp: 0,
    source: 'one LUT a bit of an adder, around the control of the measured binary max-pools',
    error: 'not calibrated',
  };
}
