import { defineBoard } from '../device.ts';
import { xc7z020 } from '../devices/zynq-7000.ts';
import { pynqShell } from '../laws/measured/shell.ts';

export const pynqZ1 = defineBoard({
  name: 'Pynq-Z1',
  part: 'xc7z020clg400-1',
  device: xc7z020,
  clockMhz: 100,
  axiBits: 64,
  // 16 bits of DDR3-1050 (board manual).
  memoryGbps: 16.8,
  shell: pynqShell,
  summary: 'PYNQ-Z1, Zynq-7020',
});
