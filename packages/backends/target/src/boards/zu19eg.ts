import { defineBoard } from '../device.ts';
import { xczu19eg } from '../devices/zynq-ultrascale.ts';

export const zu19eg = defineBoard({
  name: 'ZU19EG',
  part: 'xczu19eg-ffvc1760-2-e',
  device: xczu19eg,
  clockMhz: 100,
  axiBits: 128,
  summary: 'Zynq UltraScale+ ZU19EG, the largest chip of the poster; package assumed ffvc1760',
});
