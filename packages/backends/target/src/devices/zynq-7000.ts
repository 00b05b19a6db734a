import { defineDevice } from '../device.ts';

/** Z-7020, the PYNQ chip. */
export const xc7z020 = defineDevice({
  name: 'XC7Z020',
  family: 'zynq-7000',
  dsp: 'DSP48E1',
  chip: { lut: 53_200, ff: 106_400, bram18: 280, uram: 0, dsp: 220 },
  source: 'data sheet; equal to FINN platforms.py',
});

/** Z-7045, the chip of the ZC706 and of the FPGA 2017 results. */
export const xc7z045 = defineDevice({
  name: 'XC7Z045',
  family: 'zynq-7000',
  dsp: 'DSP48E1',
  chip: { lut: 218_600, ff: 437_200, bram18: 1_090, uram: 0, dsp: 900 },
  source: 'data sheet (DS190), from memory; FINN does not know this part',
});
