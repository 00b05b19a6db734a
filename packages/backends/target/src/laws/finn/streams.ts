import { greatestCommonDivisor } from '../exact.ts';
import type { Resources } from '../resources.ts';
import { finnBram18, finnUram } from './memory.ts';

/**
 * LUTs of FINN's stream width converter, which goes through the least common multiple of both widths.
 * FINN gives it no cycles.
 *
 * @param inWidth   bits a word in, ≥ 1
 * @param outWidth  bits a word out, ≥ 1
 * @see FINN `streamingdatawidthconverter.py`, `lut_estimation`
 */
export function finnDwcResources(inWidth: number, outWidth: number): Resources {
  const common = (inWidth * outWidth) / greatestCommonDivisor(inWidth, outWidth);
  const up = inWidth === common ? 0 : Math.abs(Math.ceil(Math.log2(inWidth / common))) + common;
  const down = outWidth === common ? 0 : Math.abs(Math.ceil(Math.log2(common / outWidth))) + outWidth;
  return { lut: up + down, bram18: 0, uram: 0, dsp: 0 };
}

export interface FifoParameters {
  /** Words, ≥ 1. */
  readonly depth: number;
  /** Bits a word. */
  readonly width: number;
  /** `rtl` is a shift register, `vivado` a memory with pointers. */
  readonly implStyle?: 'rtl' | 'vivado';
  readonly ramStyle?: RamStyleOfFifo;
}

type RamStyleOfFifo = 'auto' | 'block' | 'distributed' | 'ultra';

/**
 * FINN's stream FIFO. FINN gives it no cycles.
 *
 * @see FINN `streamingfifo.py`
 */
export function finnFifoResources({ depth, width, implStyle = 'rtl', ramStyle = 'auto' }: FifoParameters): Resources {
  const inLogic = implStyle === 'rtl' || ramStyle === 'distributed';
  return {
    lut: 2 * Math.ceil(Math.log2(depth)) + (inLogic ? Math.ceil(depth / 32) * Math.ceil(width / 2) : 0),
    bram18: implStyle === 'vivado' && ramStyle === 'block' ? finnBram18(width, depth) : 0,
    uram: implStyle === 'vivado' && ramStyle === 'ultra' ? finnUram(width, depth) : 0,
    dsp: 0,
  };
}
