import { defineBoard } from '../device.ts';
import { xcu50 } from '../devices/alveo.ts';

export const u50 = defineBoard({
  name: 'U50',
  part: 'xcu50-fsvh2104-2L-e',
  device: xcu50,
  clockMhz: 100,
  axiBits: 512,
  summary: 'Alveo U50, two SLRs, HBM',
});
