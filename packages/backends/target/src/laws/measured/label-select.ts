import { divideExactly } from '../exact.ts';
import type { Estimate } from '@finnc/ir/hw';

/**
 * Label select: a comparator and a selector of value and index for each PE. Nothing was measured.
 *
 * @param inputBits  width of a score
 * @throws RangeError if `pe` does not divide `labels`
 */
export function hlsLabelSelect(parameters: {
  readonly labels: number;
  readonly pe: number;
  readonly inputBits: number;
}): Estimate {
  const { labels, pe, inputBits } = parameters;
  divideExactly(labels, pe, 'PE', 'Labels');
  const indexBits = Math.max(1, Math.ceil(Math.log2(labels)));
  return {
    lut: 30 + Math.ceil(pe * (1.5 * inputBits + indexBits)),
    ff: inputBits + 2 * indexBits,
    bram18: 0,
    uram: 0,
    dsp: 0,
    source: 'half a LUT a compared bit, one a selected bit, assumed',
    error: 'not calibrated',
  };
}
