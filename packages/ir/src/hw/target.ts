import type { Estimate } from './facets.ts';

/** Countable resources of a device; BRAM in units of 18 Kbit. */
export interface Capacity {
  readonly lut: number;
  readonly ff: number;
  readonly bram18: number;
  readonly uram: number;
  readonly dsp: number;
}

export interface Device {
  readonly name: string;
  readonly family: string;
  readonly dsp: string;
  readonly chip: Capacity;
  /** What a shell leaves, one entry a super logic region. */
  readonly usable?: readonly Capacity[];
  /** Where the numbers come from. */
  readonly source: string;
}

export interface Board {
  readonly name: string;
  readonly summary: string;
  readonly part: string;
  readonly device: Device;
  /** Default clock, MHz. */
  readonly clockMhz: number;
  /** Width of the memory port a DMA uses, bits. */
  readonly axiBits: number;
  /** What the memory that a DMA reaches moves at most, Gb/s; absent: not known. */
  readonly memoryGbps?: number;
  /** What DMA and interconnect around a design take; absent: nobody has measured it. */
  readonly shell?: Estimate;
  readonly aliases?: readonly string[];
}

/** How resources are called. */
export const resourceNames = {
  lut: 'LUT',
  ff: 'FF',
  bram18: 'BRAM18',
  uram: 'URAM',
  dsp: 'DSP',
} as const satisfies Record<keyof Capacity, string>;
export const resourceKeys = ['lut', 'ff', 'bram18', 'uram', 'dsp'] as const satisfies readonly (keyof Capacity)[];
/** Resources that every estimate has. */
export const countedKeys = ['lut', 'bram18', 'uram', 'dsp'] as const satisfies readonly (keyof Capacity)[];

/** What a design may use: the sum of the shell's regions where a shell is known, else the whole chip. */
export function usableCapacity({ chip, usable = [] }: Device): Capacity {
  if (usable.length === 0) return chip;
  const total = { lut: 0, ff: 0, bram18: 0, uram: 0, dsp: 0 };
  for (const region of usable) for (const key of resourceKeys) total[key] += region[key];
  return total;
}

/**
 * Parts of a device that layers take together, summed over its resources: 0.5 for half of its LUTs, and for a quarter of
 * its LUTs with a quarter of its DSPs. What takes the smaller part leaves more room, whatever it is made of.
 */
export function deviceShare(
  device: Device,
  estimates: readonly Pick<Estimate, (typeof countedKeys)[number]>[],
): number {
  const available = usableCapacity(device);
  return countedKeys.reduce((total, key) => {
    const used = estimates.reduce((sum, estimate) => sum + estimate[key], 0);
    return used === 0 ? total : total + used / available[key];
  }, 0);
}

/** A board is plain data; this call freezes and types it. */
export const defineBoard = <const B extends Board>(board: B): B => Object.freeze(board);

/** What a design is built for. */
export interface Target {
  readonly board: Board;
  readonly clockMhz: number;
  readonly cost: CostModel;
}

/** `finn` counts as FINN's formulas do; `finnc` by laws calibrated on measured designs. */
export const costModels = ['finnc', 'finn'] as const;
export type CostModel = (typeof costModels)[number];

/** What a folding keeps small: parts of the device, added over its resources, or one resource alone. */
export const objectives = ['area', ...countedKeys] as const;
export type Objective = (typeof objectives)[number];
/** How a folding for a rate is found: by what it keeps small, or layer by layer as FINN's SetFolding does. */
export const foldingGoals = [...objectives, 'finn-compat'] as const;
export type FoldingGoal = (typeof foldingGoals)[number];

/** Parts of resources that a design may take at most, such as 0.7; 1 where none is given. */
export interface Limits {
  readonly lut?: number;
  readonly bram18?: number;
  readonly uram?: number;
  readonly dsp?: number;
}
