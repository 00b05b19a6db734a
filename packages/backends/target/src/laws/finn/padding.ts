import { divideExactly } from '../exact.ts';

/**
 * Cycles of FINN's padding layer, one word of the padded image a cycle: `(channels / simd) · height · width`.
 *
 * @param output  height and width after padding
 * @throws RangeError if `simd` does not divide `channels`
 * @see FINN `fmpadding.py`, `get_exp_cycles`
 */
export function finnPaddingCycles(parameters: {
  readonly channels: number;
  readonly output: readonly [number, number];
  readonly simd: number;
}): number {
  const { channels, output, simd } = parameters;
  return divideExactly(channels, simd, 'SIMD', 'NumChannels') * output[0] * output[1];
}
