import { defineBoard } from '../device.ts';
import { xczu48dr } from '../devices/zynq-ultrascale.ts';

export const rfsoc4x2 = defineBoard({
  name: 'RFSoC4x2',
  part: 'xczu48dr-ffvg1517-2-e',
  device: xczu48dr,
  clockMhz: 100,
  axiBits: 128,
  summary: 'RFSoC 4x2, Zynq UltraScale+ RFSoC ZU48DR',
});
