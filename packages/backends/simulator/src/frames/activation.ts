import type { ScalarType, Tensor } from '@finnc/ir';
import { thresholdTable } from '../kernels/activation.ts';
import { kindNumbers } from './program.ts';
import type { Emitter } from './instruction.ts';
import { wholeOf } from './instruction.ts';
import { NotFrames } from './not-frames.ts';
import { checkedStaircase, checkFraction, staircase, staircaseShift, type CheckedStaircase } from './staircase.ts';
import { basesOf, codingOf, layoutOf, mostCode, type FrameBuffer, type FrameValue } from './value.ts';

/** What follows the sums of a product. */
export interface FrameActivation {
  /** `[1 | classes · rows, steps]`; sums themselves come out where there are no steps. */
  readonly thresholds: Tensor;
  /** What each sum starts from, `[classes · rows]`, `[rows]` or none. */
  readonly offsets: Tensor;
  readonly outType: ScalarType;
  readonly outBias: number;
  /** The class of each vector of an image, or none where all are of one. */
  readonly classes: Int32Array;
}

/** `acc = factor · S + constants[row]` for the sums S of an instruction. */
export interface SumForm {
  readonly factor: number;
  readonly constants: Float64Array;
  /** Bounds of S, by row. */
  readonly least: Float64Array;
  readonly most: Float64Array;
}

/** Bounds of products with the integers themselves, by row. */
export interface SumRange {
  readonly least: Float64Array;
  readonly most: Float64Array;
}

export function sumForm(factor: number, constants: Float64Array, { least, most }: SumRange): SumForm {
  const sums = (ends: Float64Array): Float64Array => ends.map((end, row) => (end - constants[row]!) / factor);
  return { factor, constants, least: sums(least), most: sums(most) };
}

/** The greatest sum that leaves room for a threshold beyond it. */
export const MOST_SUM = 2 ** 31 - 2;

const classesIn = ({ classes }: FrameActivation): number => classes.reduce((a, b) => Math.max(a, b), 0) + 1;

/**
 * The range of accumulators whose products are in [low, high], by row.
 *
 * @throws NotFrames where an int32 does not hold them
 */
export function checkSums(low: Float64Array, high: Float64Array, { offsets: { data } }: FrameActivation): void {
  const rows = low.length;
  for (let i = 0; i < Math.max(rows, data.length); i++) {
    const start = data.length === 0 ? 0 : data[i % data.length]!;
    if (Math.max(-(low[i % rows]! + start), high[i % rows]! + start, -low[i % rows]!, high[i % rows]!) > MOST_SUM)
      throw new NotFrames('its sums may exceed 32 bits');
  }
}

/** The same of products of codes, which may be larger: those of signed values have no sign. */
export function checkCodeSums(
  { data }: Tensor,
  rowOf: (i: number) => number,
  rows: number,
  { buffer }: FrameValue,
): void {
  const reach = new Float64Array(rows);
  const most = mostCode(buffer.elem);
  for (let i = 0; i < data.length; i++) reach[rowOf(i)]! += Math.abs(data[i]!) * most;
  if (reach.some((sum) => sum > MOST_SUM)) throw new NotFrames('sums of its codes may exceed 32 bits');
}

/** Arguments of an instruction that say what follows its sums; see `frameOpcodes`. */
export function activationArgs(
  out: Emitter,
  activation: FrameActivation,
  rows: number,
  form: SumForm,
  writes: FrameBuffer,
  pixels = onePixel(writes),
): readonly number[] {
  const { kind, planes, plane } = layoutOf(writes);
  const coding = codingOf(activation.outType, kind);
  const { outType, outBias, classes } = activation;
  if (outType.kind === 'bipolar' && coding.factor === 1) throw new NotFrames('signs that are stored as numbers');
  const { copies, bases } = pixels;
  const blocks = Math.ceil((rows * copies) / 16);
  // A bipolar result is 2 · count − 1, which its code is the count of.
  const tables = thresholdsOf(activation, rows, form, copies, outType.kind === 'bipolar' ? 0 : outBias - coding.offset);
  const initial = new Int32Array(tables.steps === 0 ? classesIn(activation) * blocks * 16 : 0);
  for (let position = 0; position < initial.length / (blocks * 16); position++)
    for (let i = 0; i < rows * copies; i++)
      initial[position * blocks * 16 + i] =
        form.constants[i % rows]! + startOf(activation, rows, position, i % rows) - coding.offset;
  const ofImages = Array.from({ length: writes.images }, () => Array.from(classes)).flat();
  return [
    form.factor,
    out.data.add(initial, { align: true }),
    tables.steps,
    out.data.add(tables.values, { align: true }),
    ofImages.length > 0 ? out.data.add(ofImages) : -1,
    tables.bias,
    kindNumbers[kind],
    planes,
    plane,
    writes.space,
    writes.offset,
    out.data.add(bases),
  ];
}

/** How many pixels a vector of an instruction is, which then has their rows, and where the vectors of the result begin. */
export interface Pixels {
  readonly copies: number;
  readonly bases: Int32Array;
}
const onePixel = (writes: FrameBuffer): Pixels => ({ copies: 1, bases: basesOf(wholeOf(writes)) });

const startOf = ({ offsets: { data } }: FrameActivation, rows: number, position: number, row: number): number =>
  data.length === 0 ? 0 : data[(position * rows + row) % data.length]!;

/** A threshold that no sum reaches. */
const NEVER = 2 ** 31 - 1;
/** Fewer thresholds are compared as fast as a line is followed, or one that is checked. */
const LEAST_LINE = 4;
const LEAST_CHECKED_LINE = 6;

/** Tables of `[class, block, step, 16 rows]`. */
interface Tables {
  /**
   * As instructions have it: the number of thresholds, 0 for none; or −(shift + 256 · fraction) where they lie on lines, of
   * which plain ones have no fraction. `activation_of` in `native/frames-activation.h` takes it apart.
   */
  readonly steps: number;
  readonly values: Int32Array;
  /** What is to be added to a count. */
  readonly bias: number;
}

/** Thresholds on sums, in blocks of 16 rows: lines through them if there are such for all rows, or the steps. */
function thresholdsOf(
  activation: FrameActivation,
  rows: number,
  { factor, constants, least, most }: SumForm,
  copies: number,
  bias: number,
): Tables {
  const steps = activation.thresholds.type.shape[1] ?? 0;
  const classes = classesIn(activation);
  const { values } = thresholdTable(activation.thresholds, classes * rows);
  const own = Array.from({ length: classes * rows }, (_, i) => {
    const constant = constants[i % rows]! + startOf(activation, rows, Math.floor(i / rows), i % rows);
    return Array.from(values.subarray(i * steps, (i + 1) * steps), (t) => {
      // acc ≥ t where acc ≥ ⌈t⌉, and factor · S ≥ ⌈t⌉ − constant where S ≥ ⌈(⌈t⌉ − constant) / factor⌉.
      const sum = Math.ceil((Math.ceil(t) - constant) / factor);
      return Number.isNaN(t) ? NEVER : Math.min(Math.max(sum, -MOST_SUM), NEVER);
    });
  });
  const ranges = own.map((thresholds, i) => ({ thresholds, least: least[i % rows]!, most: most[i % rows]! }));
  const lines = linesOf(ranges, steps, bias);
  if (lines) return { ...lines, values: inBlocks(lines.entries, rows, copies, 0), bias: 0 };
  return { steps, values: inBlocks(own, rows, copies, NEVER), bias };
}

/** Thresholds of a row, and the bounds of its sums. */
interface RowThresholds {
  readonly thresholds: readonly number[];
  readonly least: number;
  readonly most: number;
}

/** Lines for all rows, as steps and entries of tables; undefined if some row has none. */
function linesOf(
  rows: readonly RowThresholds[],
  steps: number,
  bias: number,
): { readonly steps: number; readonly entries: readonly (readonly number[])[] } | undefined {
  if (steps < LEAST_LINE) return undefined;
  const shift = staircaseShift(steps + bias);
  const plain = allOf(rows, ({ thresholds, least, most }) => staircase(thresholds, least, most, bias, shift));
  if (plain)
    return { steps: -shift, entries: plain.map(({ low, high, factor, summand }) => [low, high, factor, summand]) };
  if (steps < LEAST_CHECKED_LINE) return undefined;
  const fraction = checkFraction(
    rows.flatMap(({ thresholds, least, most }) => thresholds.filter((t) => t > least && t <= most)),
  );
  if (fraction === undefined) return undefined;
  const wider = staircaseShift(steps + bias + 1);
  const entriesOf = ({ low, high, factor, summand, check }: CheckedStaircase): readonly number[] => [
    ...[low, high, factor, summand],
    ...[check.factor, check.summand],
  ];
  const checked = allOf(rows, ({ thresholds, least, most }) =>
    checkedStaircase(thresholds, least, most, bias, wider, fraction),
  );
  return checked && { steps: -(wider + 256 * fraction), entries: checked.map(entriesOf) };
}

/** A result for each, if none has none. */
function allOf<T, Result>(all: readonly T[], of: (one: T) => Result | undefined): readonly Result[] | undefined {
  const results: Result[] = [];
  for (const one of all) {
    const result = of(one);
    if (result === undefined) return undefined;
    results.push(result);
  }
  return results;
}

/** Entries of `[class, row]` as `[class, block, entry, 16 rows]`, those of rows again for each copy. */
function inBlocks(entries: readonly (readonly number[])[], rows: number, copies: number, none: number): Int32Array {
  const blocks = Math.ceil((rows * copies) / 16);
  const length = entries[0]?.length ?? 0;
  const values = new Int32Array((entries.length / rows) * blocks * length * 16).fill(none);
  entries.forEach((own, at) => {
    const position = Math.floor(at / rows) * blocks;
    for (let i = at % rows; i < rows * copies; i += rows)
      own.forEach((entry, k) => {
        values[((position + (i >> 4)) * length + k) * 16 + (i & 15)] = entry;
      });
  });
  return values;
}
