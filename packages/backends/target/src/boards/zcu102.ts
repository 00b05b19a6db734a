import { defineBoard } from '../device.ts';
import { xczu9eg } from '../devices/zynq-ultrascale.ts';

export const zcu102 = defineBoard({
  name: 'ZCU102',
  part: 'xczu9eg-ffvb1156-2-e',
  device: xczu9eg,
  clockMhz: 100,
  axiBits: 128,
  summary: 'ZCU102, Zynq UltraScale+ ZU9EG',
});
