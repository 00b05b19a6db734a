import { defineBoard, defineDevice, definePlugin } from 'finnc/plugin';

const device = defineDevice({
  name: 'xcthimble',
  family: 'zynq-7000',
  dsp: 'DSP48E1',
  chip: { lut: 10, ff: 20, bram18: 1, uram: 0, dsp: 0 },
  source: 'made up for a test',
});
const thimble = defineBoard({
  name: 'Thimble',
  summary: 'Too small for anything',
  part: 'xcthimble-1',
  device,
  clockMhz: 50,
  axiBits: 32,
});

export default definePlugin({ name: 'acme-boards', boards: [thimble] });
