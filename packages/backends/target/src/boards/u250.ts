import { defineBoard } from '../device.ts';
import { xcu250 } from '../devices/alveo.ts';

export const u250 = defineBoard({
  name: 'U250',
  part: 'xcu250-figd2104-2L-e',
  device: xcu250,
  clockMhz: 100,
  axiBits: 512,
  summary: 'Alveo U250, four SLRs',
});
