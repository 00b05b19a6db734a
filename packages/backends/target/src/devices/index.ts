import type { Device } from '../device.ts';
import { xcu200, xcu250, xcu280, xcu50, xcu55c } from './alveo.ts';
import { xcvc1902 } from './versal.ts';
import { xc7z020, xc7z045 } from './zynq-7000.ts';
import { xck26, xczu19eg, xczu28dr, xczu3eg, xczu48dr, xczu7ev, xczu9eg } from './zynq-ultrascale.ts';

/** Every device we have numbers for, smallest family first. */
export const devices: readonly Device[] = Object.freeze([
  xc7z020,
  xc7z045,
  xczu3eg,
  xck26,
  xczu7ev,
  xczu9eg,
  xczu19eg,
  xczu28dr,
  xczu48dr,
  xcu50,
  xcu200,
  xcu250,
  xcu280,
  xcu55c,
  xcvc1902,
]);

export { xcu200, xcu250, xcu280, xcu50, xcu55c } from './alveo.ts';
export { xcvc1902 } from './versal.ts';
export { xc7z020, xc7z045 } from './zynq-7000.ts';
export { xck26, xczu19eg, xczu28dr, xczu3eg, xczu48dr, xczu7ev, xczu9eg } from './zynq-ultrascale.ts';
