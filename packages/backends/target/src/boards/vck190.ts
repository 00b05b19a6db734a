import { defineBoard } from '../device.ts';
import { xcvc1902 } from '../devices/versal.ts';

export const vck190 = defineBoard({
  name: 'VCK190',
  part: 'xcvc1902-vsva2197-2MP-e-S',
  device: xcvc1902,
  clockMhz: 100,
  axiBits: 128,
  summary: 'VCK190, Versal AI Core VC1902',
});
