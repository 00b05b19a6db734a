import { defineBoard } from '../device.ts';
import { xcu200 } from '../devices/alveo.ts';

export const u200 = defineBoard({
  name: 'U200',
  part: 'xcu200-fsgd2104-2-e',
  device: xcu200,
  clockMhz: 100,
  axiBits: 512,
  summary: 'Alveo U200, three SLRs',
});
