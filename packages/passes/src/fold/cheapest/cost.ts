import type { Estimate, resourceKeys } from '@finnc/ir/hw';

/** LUT, FF, BRAM18, URAM and DSP of something, in the order of `resourceKeys`. */
export type Cost = readonly [lut: number, ff: number, bram18: number, uram: number, dsp: number];

export const free: Cost = [0, 0, 0, 0, 0];

type Resource = (typeof resourceKeys)[number];

/** Flip-flops that nobody estimated count as none, as FINN's formulas have it. */
export const costOf = ({ lut, ff = 0, bram18, uram, dsp }: Pick<Estimate, Resource>): Cost => [
  lut,
  ff,
  bram18,
  uram,
  dsp,
];

export const plus = (a: Cost, b: Cost): Cost => [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4]];

/** What is less of each resource. */
export const least = (a: Cost, b: Cost): Cost => [
  Math.min(a[0], b[0]),
  Math.min(a[1], b[1]),
  Math.min(a[2], b[2]),
  Math.min(a[3], b[3]),
  Math.min(a[4], b[4]),
];

/** Whether `a` takes no more of anything than `b`. */
export const isWithin = (a: Cost, b: Cost): boolean =>
  a[0] <= b[0] && a[1] <= b[1] && a[2] <= b[2] && a[3] <= b[3] && a[4] <= b[4];

/** What a unit of each resource weighs, so that costs can be added: `Σ weight · cost`. */
export const weigh = (cost: Cost, weights: Cost): number =>
  // A device without URAM makes one infinitely heavy; none of it weighs nothing.
  cost.reduce((sum, used, i) => (used === 0 ? sum : sum + used * weights[i]!), 0);
