import type { Capacity, Device } from '@finnc/ir/hw';

export { defineBoard, type Board, type Capacity, type Device } from '@finnc/ir/hw';

/** A device as frozen data. */
export function defineDevice(device: Device): Device {
  Object.freeze(device.chip);
  device.usable?.forEach((region) => Object.freeze(region));
  Object.freeze(device.usable);
  return Object.freeze(device);
}

/** What a design may use: the sum of the shell's regions where a shell is known, else the whole chip. */
export function usableCapacity(device: Device): Capacity {
  if (!device.usable) return device.chip;
  const total = { lut: 0, ff: 0, bram18: 0, uram: 0, dsp: 0 };
  for (const region of device.usable) {
    total.lut += region.lut;
    total.ff += region.ff;
    total.bram18 += region.bram18;
    total.uram += region.uram;
    total.dsp += region.dsp;
  }
  return total;
}
