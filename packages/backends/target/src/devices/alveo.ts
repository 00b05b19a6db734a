import { type Capacity, type Device, defineDevice } from '../device.ts';

/** Alveo chips with what the XDMA shell leaves in each SLR, bottom first. */
const alveo = (name: string, chip: Capacity, usable: readonly Capacity[], source: string): Device =>
  defineDevice({ name, family: 'alveo', dsp: 'DSP48E2', chip, usable, source });

const region = (lut: number, ff: number, bram18: number, uram: number, dsp: number): Capacity => ({
  lut,
  ff,
  bram18,
  uram,
  dsp,
});

const fromMemory = 'chip: product table, from memory; usable: FINN platforms.py, per SLR';

export const xcu50 = alveo(
  'XCU50',
  region(871_680, 1_743_360, 2_688, 640, 5_952),
  [region(374_400, 748_800, 1_128, 304, 2_592), region(368_160, 736_320, 1_128, 304, 2_760)],
  fromMemory,
);

export const xcu200 = alveo(
  'XCU200',
  region(1_182_240, 2_364_480, 4_320, 960, 6_840),
  [
    region(385_920, 771_840, 1_428, 320, 2_268),
    region(199_680, 399_360, 840, 160, 1_320),
    region(385_920, 771_840, 1_428, 320, 2_268),
  ],
  fromMemory,
);

export const xcu250 = alveo(
  'XCU250',
  region(1_728_000, 3_456_000, 5_376, 1_280, 12_288),
  Array.from({ length: 4 }, () => region(375_000, 750_000, 1_152, 320, 2_880)),
  'chip: public project files; usable: FINN platforms.py, per SLR',
);

export const xcu280 = alveo(
  'XCU280',
  region(1_303_680, 2_607_360, 4_032, 960, 9_024),
  [
    region(400_800, 801_600, 1_200, 320, 2_736),
    region(382_080, 764_160, 1_152, 320, 2_880),
    region(380_640, 761_280, 1_200, 320, 2_880),
  ],
  fromMemory,
);

export const xcu55c = alveo(
  'XCU55C',
  region(1_303_680, 2_607_360, 4_032, 960, 9_024),
  [
    region(386_000, 773_000, 1_200, 320, 2_664),
    region(364_000, 729_000, 1_152, 320, 2_784),
    region(381_000, 763_000, 1_200, 320, 2_856),
  ],
  fromMemory,
);
