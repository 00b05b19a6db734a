import { divideExactly } from '../exact.ts';
import type { Resources } from '../resources.ts';
import { finnBram18Width, finnUram } from './memory.ts';
import type { RamStyle } from './mvau.ts';
import { finnIsParallelWindow, finnSlidingWindowBufferDepth, type SlidingWindowShape } from './sliding-window.ts';

export interface SlidingWindowParameters extends SlidingWindowShape {
  /** Bits of one element. */
  readonly elementBits: number;
  /** FINN's default is `distributed`. */
  readonly ramStyle?: RamStyle;
}

/**
 * FINN's RTL sliding window: 300 LUTs of control and a circular buffer.
 *
 * Kept as FINN has it: the parallel window's line buffers ignore the channel fold.
 *
 * @throws RangeError if `simd` does not divide `channels`
 * @see FINN `rtl/convolutioninputgenerator_rtl.py`
 */
export function finnSlidingWindowRtlResources(parameters: SlidingWindowParameters): Resources {
  const { simd, elementBits, ramStyle = 'distributed' } = parameters;
  const width = simd * elementBits;
  const total = finnSlidingWindowBufferDepth(parameters);
  const { depth, count } = buffers(parameters, total);
  return {
    lut: 300 + (ramStyle === 'distributed' ? width * Math.ceil(total / 38) : 0),
    bram18: ramStyle === 'block' || ramStyle === 'auto' ? cascade(width, depth) * count : 0,
    uram: ramStyle === 'ultra' ? finnUram(width, depth) * count : 0,
    dsp: 0,
  };
}

/**
 * FINN's HLS sliding window in two dimensions: `kernel + stride` row buffers.
 *
 * @throws RangeError if `simd` does not divide `channels`
 * @see FINN `hls/convolutioninputgenerator_hls.py`
 */
export function finnSlidingWindowHlsResources(parameters: SlidingWindowParameters): Resources {
  const { simd, elementBits, channels, ramStyle = 'distributed' } = parameters;
  const depth = parameters.input[0] * divideExactly(channels, simd, 'SIMD', 'IFMChannels');
  const rows = parameters.kernel[0] + (parameters.stride?.[0] ?? 1);
  const width = simd * elementBits;
  return {
    lut: 300 + (ramStyle === 'distributed' ? rows * width * Math.ceil(depth / 64) : 0),
    bram18: ramStyle === 'block' || ramStyle === 'auto' ? rows * Math.ceil(width / finnBram18Width(depth)) : 0,
    uram: ramStyle === 'ultra' ? rows * Math.ceil(width / 64) * Math.ceil(depth / 4_096) : 0,
    dsp: 0,
  };
}

/** The memories behind one window: a single circular buffer, or one line buffer per kernel row but the first. */
function buffers(shape: SlidingWindowParameters, total: number): { depth: number; count: number } {
  if (!finnIsParallelWindow(shape)) return { depth: total, count: 1 };
  const [h, w] = shape.input;
  if (h === 1 || w === 1) return { depth: 0, count: 0 };
  const [dilationRows, dilationColumns] = shape.dilation ?? [1, 1];
  const span = (shape.kernel[1] - 1) * dilationColumns + 1;
  return { depth: w - span + w * (dilationRows - 1), count: shape.kernel[0] - 1 };
}

/** BRAM18 of a buffer stacked in steps of 16384 words, the last step in the aspect ratio it needs. */
function cascade(width: number, depth: number): number {
  const columns = Math.ceil(width / finnBram18Width(depth));
  const blocks = Math.ceil(depth / 16_384) * columns;
  if (depth <= 16_384) return blocks;
  return blocks - (columns - Math.ceil(width / finnBram18Width(depth % 16_384)));
}
