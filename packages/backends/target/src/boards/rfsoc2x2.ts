import { defineBoard } from '../device.ts';
import { xczu28dr } from '../devices/zynq-ultrascale.ts';

export const rfsoc2x2 = defineBoard({
  name: 'RFSoC2x2',
  part: 'xczu28dr-ffvg1517-2-e',
  device: xczu28dr,
  clockMhz: 100,
  axiBits: 128,
  summary: 'RFSoC 2x2, Zynq UltraScale+ RFSoC ZU28DR',
});
