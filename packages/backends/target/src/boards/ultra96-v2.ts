import { defineBoard } from '../device.ts';
import { xczu3eg } from '../devices/zynq-ultrascale.ts';

export const ultra96V2 = defineBoard({
  name: 'Ultra96-V2',
  part: 'xczu3eg-sbva484-1-i',
  device: xczu3eg,
  clockMhz: 100,
  axiBits: 128,
  summary: 'Ultra96-V2, Zynq UltraScale+ ZU3EG',
});
