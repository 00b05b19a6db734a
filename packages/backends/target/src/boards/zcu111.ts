import { defineBoard } from '../device.ts';
import { xczu28dr } from '../devices/zynq-ultrascale.ts';

export const zcu111 = defineBoard({
  name: 'ZCU111',
  part: 'xczu28dr-ffvg1517-2-e',
  device: xczu28dr,
  clockMhz: 100,
  axiBits: 128,
  summary: 'ZCU111, Zynq UltraScale+ RFSoC ZU28DR',
});
