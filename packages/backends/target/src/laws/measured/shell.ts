import type { Estimate } from '@finnc/ir/hw';

// What surrounds the layers: memory movers, interconnect, control.

/** The intercept of the two smallest published designs on the ZC706. */
export const zc706Shell: Estimate = Object.freeze({
  lut: 5_093,
  bram18: 9,
  uram: 0,
  dsp: 0,
  source: 'ZC706 rows SFC-fix and LFC-fix (LUT), SFC-max (BRAM) of FINN (FPGA 2017)',
  error: 'LUT ±1 % on the dense fix rows, in sample',
});

/** LFC-W1A1 of BNN-PYNQ less its lanes and its weight memories. */
export const pynqShell: Estimate = Object.freeze({
  lut: 9_168,
  bram18: 12,
  uram: 0,
  dsp: 0,
  source: 'BNN-PYNQ LFC-W1A1 on the Z-7020, less its lanes and weight memories',
  error: 'exact on LFC-W1A1, in sample; DSP (4) left out',
});
