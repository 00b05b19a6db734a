import { divideExactly } from '../exact.ts';

/**
 * Cycles of FINN's two-dimensional streaming max-pool: whole pixels, no folding, window = stride.
 * ⌊dim² · (1 + 1 / k²)⌋ for a square image of `dim` by `dim`.
 *
 * @throws RangeError if the window does not divide the image
 * @see FINN `streamingmaxpool.py`, `get_exp_cycles`
 */
export function finnStreamingMaxPoolCycles({ dim, kernel }: { readonly dim: number; readonly kernel: number }): number {
  divideExactly(dim, kernel, 'PoolDim', 'ImgDim');
  return Math.floor(dim * dim * (1 + 1 / (kernel * kernel)));
}

/**
 * Cycles of FINN's one-dimensional streaming max-pool: `outputs · (channels / pe) · (kernel + 1)`.
 *
 * @throws RangeError if `pe` does not divide `channels`
 */
export function finnStreamingMaxPool1dCycles(parameters: {
  readonly outputs: number;
  readonly channels: number;
  readonly kernel: number;
  readonly pe: number;
}): number {
  const { outputs, channels, kernel, pe } = parameters;
  return outputs * divideExactly(channels, pe, 'PE', 'NumChannels') * (kernel + 1);
}

/**
 * Cycles of FINN's generic pool, fed by a depthwise sliding window: `(channels / pe) · taps · outputs`.
 *
 * @param outputs  output pixels per frame
 * @throws RangeError if `pe` does not divide `channels`
 * @see FINN `pool.py`, `get_exp_cycles`
 */
export function finnPoolCycles(parameters: {
  readonly channels: number;
  readonly kernel: readonly [number, number];
  readonly outputs: number;
  readonly pe: number;
}): number {
  const { channels, kernel, outputs, pe } = parameters;
  return divideExactly(channels, pe, 'PE', 'Channels') * kernel[0] * kernel[1] * outputs;
}

/**
 * Cycles of FINN's global accumulation: `(channels / pe) · (pixels + 1)`.
 *
 * @param pixels  of the image whose channels are summed
 * @throws RangeError if `pe` does not divide `channels`
 * @see FINN `globalaccpool.py`, `get_exp_cycles`
 */
export function finnGlobalAccPoolCycles(parameters: {
  readonly channels: number;
  readonly pixels: number;
  readonly pe: number;
}): number {
  const { channels, pixels, pe } = parameters;
  return divideExactly(channels, pe, 'PE', 'NumChannels') * (pixels + 1);
}
