import { greatestCommonDivisor } from '../exact.ts';
import { finnBram18 } from '../finn/memory.ts';
import type { Estimate } from '@finnc/ir/hw';
import { lutRam } from './memory.ts';

/**
 * A stream width converter. Widening shifts into one register; narrowing selects, nearly two LUTs a bit.
 * Widths of which neither divides the other go through their least common multiple, as two converters.
 *
 * @param inWidth   bits a word in, ≥ 1
 * @param outWidth  bits a word out, ≥ 1
 */
export function hlsDwc(inWidth: number, outWidth: number): Estimate {
  const base = {
    bram18: 0,
    uram: 0,
    dsp: 0,
    source: 'converters 8→32, 32→8 and 64→16 synthesised by Yosys 0.23 (xc7)',
  };
  const error = 'exact on the 3 RTL points it was fitted to; HLS not calibrated';
  if (inWidth === outWidth) return { ...base, lut: 0, ff: 0, error };
  if (outWidth % inWidth === 0) return { ...base, lut: 5, ff: outWidth + 3, error };
  if (inWidth % outWidth === 0) return { ...base, lut: Math.round(6 + 1.75 * inWidth), ff: inWidth + 3, error };
  const common = (inWidth * outWidth) / greatestCommonDivisor(inWidth, outWidth);
  return {
    ...base,
    lut: Math.round(5 + 6 + 1.75 * common),
    ff: 2 * (common + 3),
    error: 'not calibrated for widths of which neither divides the other',
  };
}

/**
 * A stream FIFO. Up to 64 words are LUT-RAM, where 2 to 32 words cost the same memory; deeper ones are BRAM.
 *
 * @param depth  words, ≥ 2
 * @param width  bits a word
 */
export function hlsFifo({ depth, width }: { readonly depth: number; readonly width: number }): Estimate {
  const address = Math.max(1, Math.ceil(Math.log2(depth)));
  const control = 9 + 3.6 * address;
  const inBlocks = depth > 64;
  return {
    lut: Math.round(control) + (inBlocks ? width : lutRam(width, depth)),
    ff: 4 + 5 * address + (inBlocks ? width : 0),
    bram18: inBlocks ? finnBram18(width, depth) : 0,
    uram: 0,
    dsp: 0,
    source: 'FIFOs 32×2, 32×16, 32×32, 32×64 and 64×128 synthesised by Yosys 0.23 (xc7), with a high-water counter',
    error: 'LUT ±13 % on the 5 RTL points it was fitted to, LUT-RAM and BRAM exact; HLS not calibrated',
  };
}
