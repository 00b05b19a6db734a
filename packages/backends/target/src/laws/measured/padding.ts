import type { Estimate } from '@finnc/ir/hw';

/** A zero-padding layer: two counters and a selector of one word. Nothing was measured. */
export function hlsPadding({ simd, elementBits }: { readonly simd: number; readonly elementBits: number }): Estimate {
  const width = simd * elementBits;
  return {
    lut: 70 + width,
    ff: 30 + width,
    bram18: 0,
    uram: 0,
    dsp: 0,
    source: 'control of a measured RTL sliding window (67 LUT) and one selector a bit, assumed',
    error: 'not calibrated',
  };
}
