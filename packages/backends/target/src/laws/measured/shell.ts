import type { Board } from '../../device.ts';
import type { Estimate } from './estimate.ts';

/**
 * What surrounds the layers: memory movers, interconnect, control. The ZC706 number is the intercept of its two
 * smallest published designs; the Z-7020 one is LFC-W1A1 less its lanes and its weight memories.
 */
export function hlsShell(board: Board): Estimate {
  const none = { uram: 0, dsp: 0 };
  if (board.device.name === 'XC7Z045') {
    return {
      ...none,
      lut: 5_093,
      bram18: 9,
      source: 'ZC706 rows SFC-fix and LFC-fix (LUT), SFC-max (BRAM)',
      error: 'LUT ±1 % on the dense fix rows, in sample',
    };
  }
  if (board.device.name === 'XC7Z020') {
    return {
      ...none,
      lut: 9_168,
      bram18: 12,
      source: 'BNN-PYNQ LFC-W1A1 on the Z-7020, less its lanes and weight memories',
      error: 'exact on LFC-W1A1, in sample; DSP (4) left out',
    };
  }
  return {
    ...none,
    lut: 9_168,
    bram18: 12,
    source: 'taken over from the Z-7020, the larger of two known shells',
    error: `not calibrated for ${board.name}`,
  };
}
