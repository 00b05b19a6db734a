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
  readonly aliases?: readonly string[];
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
