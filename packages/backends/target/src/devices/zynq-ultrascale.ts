import { type Capacity, type Device, defineDevice } from '../device.ts';

const ultrascale = (name: string, chip: Capacity, source: string): Device =>
  defineDevice({ name, family: 'zynq-ultrascale+', dsp: 'DSP48E2', chip, source });

export const xczu3eg = ultrascale(
  'XCZU3EG',
  { lut: 70_560, ff: 141_120, bram18: 432, uram: 0, dsp: 360 },
  'data sheet; FINN platforms.py rounds to 71,000 LUT and says 412 BRAM18',
);

/** Kria K26, close to a ZU5EV. */
export const xck26 = ultrascale(
  'XCK26',
  { lut: 117_120, ff: 234_240, bram18: 288, uram: 64, dsp: 1_248 },
  'public project files; FINN has no record',
);

export const xczu7ev = ultrascale(
  'XCZU7EV',
  { lut: 230_400, ff: 460_800, bram18: 624, uram: 96, dsp: 1_728 },
  'data sheet; FINN platforms.py says 610 BRAM18 and 92 URAM',
);

export const xczu9eg = ultrascale(
  'XCZU9EG',
  { lut: 274_080, ff: 548_160, bram18: 1_824, uram: 0, dsp: 2_520 },
  'data sheet; equal to FINN platforms.py up to rounding',
);

export const xczu19eg = ultrascale(
  'XCZU19EG',
  { lut: 522_720, ff: 1_045_440, bram18: 1_968, uram: 128, dsp: 1_968 },
  'data sheet (DS891), from memory; FINN has no record',
);

export const xczu28dr = ultrascale(
  'XCZU28DR',
  { lut: 425_280, ff: 850_560, bram18: 2_160, uram: 80, dsp: 4_272 },
  'data sheet; equal to FINN platforms.py up to rounding',
);

/** The same fabric as the ZU28DR; the converters differ. */
export const xczu48dr = ultrascale(
  'XCZU48DR',
  { lut: 425_280, ff: 850_560, bram18: 2_160, uram: 80, dsp: 4_272 },
  'data sheet (DS889), from memory; FINN has no record',
);
