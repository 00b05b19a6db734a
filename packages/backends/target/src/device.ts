/** What a device, or the part of it that a shell leaves, can hold. One RAMB36 counts as two `bram18`. */
export interface Capacity {
  readonly lut: number;
  readonly ff: number;
  readonly bram18: number;
  readonly uram: number;
  readonly dsp: number;
}

/** A piece of silicon. `chip` is the data sheet's total; `usable` is what a shell leaves, one entry per SLR. */
export interface Device {
  readonly name: string;
  /** The known families, or a plugin's own; `string & {}` keeps the known ones in editors' suggestions. */
  readonly family: 'zynq-7000' | 'zynq-ultrascale+' | 'alveo' | 'versal' | (string & {});
  readonly dsp: 'DSP48E1' | 'DSP48E2' | 'DSP58';
  readonly chip: Capacity;
  readonly usable?: readonly Capacity[];
  /** Where the numbers come from, and how far to trust them. */
  readonly source: string;
}

/** A device on a board: `part` is the vendor's orderable name, `axiBits` the data width of one memory port. */
export interface Board {
  readonly name: string;
  readonly part: string;
  readonly device: Device;
  readonly clockMhz: number;
  readonly aliases?: readonly string[];
  readonly axiBits: number;
  readonly summary: string;
}

/** A device as frozen data. */
export function defineDevice(device: Device): Device {
  Object.freeze(device.chip);
  device.usable?.forEach((region) => Object.freeze(region));
  Object.freeze(device.usable);
  return Object.freeze(device);
}

/** A board as frozen data; a plugin adds its own with the same call. */
export function defineBoard(board: Board): Board {
  Object.freeze(board.aliases);
  return Object.freeze(board);
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
