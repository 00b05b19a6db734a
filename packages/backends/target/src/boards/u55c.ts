import { defineBoard } from '../device.ts';
import { xcu55c } from '../devices/alveo.ts';

export const u55c = defineBoard({
  name: 'U55C',
  part: 'xcu55c-fsvh2892-2L-e',
  device: xcu55c,
  clockMhz: 100,
  axiBits: 512,
  summary: 'Alveo U55C, three SLRs, HBM',
});
