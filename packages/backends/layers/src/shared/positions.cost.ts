import type { Estimate, OperationCounts } from '@finnc/ir/hw';
import { hlsPositions } from '@finnc/target';
import type { PositionAttrs } from './positions.ts';

/** A unit of products as its activation sees it: `groups` of `lanes` channels, with `steps` thresholds or an offset each. */
interface Unit {
  readonly lanes: number;
  readonly groups: number;
  readonly steps: number;
  readonly classes: number;
}

/** An estimate with the memories and counters of classes of positions, and the bits of those memories. */
export function withPositions(law: Estimate, unit: Unit, tableBits: number, attrs: PositionAttrs): Estimate {
  const { lanes, groups, steps, classes } = unit;
  if (classes === 1) return law;
  const { rowClasses, columnClasses } = attrs;
  const width = Math.max(1, steps) * tableBits;
  const more = hlsPositions({ lanes, width, groups, classes, image: [rowClasses.length, columnClasses.length] });
  return {
    ...law,
    lut: law.lut + more.lut,
    bram18: law.bram18 + more.bram18,
    memoryBits: (law.memoryBits ?? 0) + lanes * groups * classes * width,
    source: `${law.source}; ${classes} classes of positions: so many rows of thresholds or offsets, and two counters, assumed`,
  };
}

/** Counts of parameters with the thresholds of all classes. */
export const countsOfClasses = (counts: OperationCounts, classes: number): OperationCounts =>
  Object.fromEntries(
    Object.entries(counts).map(([key, count]) => [key, key.startsWith('param_threshold') ? classes * count : count]),
  );
