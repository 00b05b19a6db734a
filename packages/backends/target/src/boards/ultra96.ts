import { defineBoard } from '../device.ts';
import { xczu3eg } from '../devices/zynq-ultrascale.ts';

export const ultra96 = defineBoard({
  name: 'Ultra96',
  part: 'xczu3eg-sbva484-1-e',
  device: xczu3eg,
  clockMhz: 100,
  aliases: ['Ultra96-V1'],
  axiBits: 128,
  // 32 bits of LPDDR4-2133 (board manual).
  memoryGbps: 68.3,
  summary: 'Ultra96, Zynq UltraScale+ ZU3EG',
});
