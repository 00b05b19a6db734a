import { defineBoard } from '../device.ts';
import { xczu7ev } from '../devices/zynq-ultrascale.ts';

export const zcu104 = defineBoard({
  name: 'ZCU104',
  part: 'xczu7ev-ffvc1156-2-e',
  device: xczu7ev,
  clockMhz: 100,
  axiBits: 128,
  // 64 bits of DDR4-2400 (UG1267).
  memoryGbps: 153.6,
  summary: 'ZCU104, Zynq UltraScale+ ZU7EV',
});
