import { hlsRom, type MemoryCost } from './memory.ts';

/** LUTs a bit of a counter with its compare, and of the sum of two table entries: assumed, one and a half and one. */
const [lutPerCounterBit, lutPerSumBit] = [1.5, 1];

const bitsFor = (values: number): number => Math.ceil(Math.log2(Math.max(2, values)));

/**
 * What it takes on top of a unit of products that the rows of its activation differ by position: memories `classes`
 * times as deep, two counters, and two tables with an entry a row and a column of the image.
 *
 * @param lanes   results a cycle, each with a memory of its own
 * @param width   bits of the activation of one channel: all its thresholds, or its offset
 * @param groups  groups of channels, the depth of these memories with one class
 * @param image   height and width in results
 */
export function hlsPositions(parameters: {
  readonly lanes: number;
  readonly width: number;
  readonly groups: number;
  readonly classes: number;
  readonly image: readonly [number, number];
}): MemoryCost {
  const { lanes, width, groups, classes, image } = parameters;
  const deep = hlsRom(lanes, width, groups * classes);
  // A single word is a constant: it disappears into the comparator.
  const plain = groups > 1 ? hlsRom(lanes, width, groups) : { lut: 0, bram18: 0 };
  const entry = bitsFor(groups * classes);
  const tables = image.map((size) => hlsRom(1, entry, size));
  const counters = image.reduce((bits, size) => bits + bitsFor(size), 0);
  const logic = lutPerCounterBit * counters + lutPerSumBit * entry;
  return {
    lut: Math.ceil(logic) + Math.max(0, deep.lut - plain.lut) + tables.reduce((sum, table) => sum + table.lut, 0),
    bram18: deep.bram18 - plain.bram18 + tables.reduce((sum, table) => sum + table.bram18, 0),
  };
}
