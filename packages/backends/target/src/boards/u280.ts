import { defineBoard } from '../device.ts';
import { xcu280 } from '../devices/alveo.ts';

export const u280 = defineBoard({
  name: 'U280',
  part: 'xcu280-fsvh2892-2L-e',
  device: xcu280,
  clockMhz: 100,
  axiBits: 512,
  summary: 'Alveo U280, three SLRs, HBM',
});
