import { defineDevice } from '../device.ts';

export const xcvc1902 = defineDevice({
  name: 'XCVC1902',
  family: 'versal',
  dsp: 'DSP58',
  chip: { lut: 899_840, ff: 1_799_680, bram18: 1_934, uram: 463, dsp: 1_968 },
  source: 'data sheet (DS950), from memory; FINN has no record',
});
