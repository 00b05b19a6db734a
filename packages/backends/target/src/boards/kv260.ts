import { defineBoard } from '../device.ts';
import { xck26 } from '../devices/zynq-ultrascale.ts';

export const kv260 = defineBoard({
  name: 'KV260_SOM',
  part: 'xck26-sfvc784-2LV-c',
  device: xck26,
  clockMhz: 100,
  aliases: ['KV260'],
  axiBits: 128,
  summary: 'Kria KV260, K26 module',
});
