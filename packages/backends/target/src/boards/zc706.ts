import { defineBoard } from '../device.ts';
import { xc7z045 } from '../devices/zynq-7000.ts';
import { zc706Shell } from '../laws/measured/shell.ts';

export const zc706 = defineBoard({
  name: 'ZC706',
  part: 'xc7z045ffg900-2',
  device: xc7z045,
  clockMhz: 200,
  axiBits: 64,
  // 32 bits of DDR3-1066 at the processors (UG954).
  memoryGbps: 34.1,
  shell: zc706Shell,
  summary: 'Zynq-7000 ZC706, the board of the FPGA 2017 results',
});
