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
