import type { Device } from '@finnc/ir/hw';

export { defineBoard, type Board, type Capacity, type Device } from '@finnc/ir/hw';

/** A device as frozen data. */
export function defineDevice(device: Device): Device {
  Object.freeze(device.chip);
  device.usable?.forEach((region) => Object.freeze(region));
  Object.freeze(device.usable);
  return Object.freeze(device);
}
