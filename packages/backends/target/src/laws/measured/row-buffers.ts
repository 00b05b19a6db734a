import { finnBram18 } from '../finn/memory.ts';
import type { Estimate } from '@finnc/ir/hw';
import { lutRam } from './memory.ts';

/**
 * A layer that keeps whole rows and gives them out in another order. Nothing was measured.
 *
 * @param rows   buffers, each a memory of its own
 * @param width  bits a word
 * @param depth  words a row
 */
export function hlsRowBuffers(parameters: {
  readonly rows: number;
  readonly width: number;
  readonly depth: number;
}): Estimate {
  const { rows, width, depth } = parameters;
  const inBlocks = width * depth > 1_024;
  return {
    lut: 100 + width + (inBlocks ? 0 : rows * lutRam(width, depth)),
    bram18: inBlocks ? rows * finnBram18(width, depth) : 0,
    uram: 0,
    dsp: 0,
    source: 'control of a measured RTL sliding window (67 LUT) with more counters, and a selector a bit, assumed',
    error: 'not calibrated',
  };
}
