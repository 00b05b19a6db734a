import {
  constantValue,
  fitInt,
  joinTypes,
  qnn,
  tensor,
  uint,
  type ConstantValue,
  type ScalarType,
  type Shape,
  type TensorData,
} from '@finnc/ir';
import type { Border } from '@finnc/ir/hw';
import { narrowest } from '../thresholding/integer-activation.ts';
import { stepsOf } from './activation.ts';
import { anywhere, type PositionAttrs } from './positions.ts';
import { pairOf } from './vectors.ts';

/** Along one axis: a class for each position, and of each class whether a tap lies outside. */
interface Edge {
  readonly classes: readonly number[];
  readonly outside: readonly (readonly boolean[])[];
}

/**
 * Classes of the windows of a padded image. Rows and columns are told apart each on their own, so there are at most as
 * many classes as taps where a window never reaches beyond both sides: 9 of a 3×3 window with one pixel around.
 *
 * @param image  height and width without padding
 */
export function borderOf([height = 1, width = 1]: Shape, window: qnn.Window): Border {
  const [outHeight, outWidth] = qnn.windowedSize([height, width], window);
  const [rows, columns] = [edge(height, outHeight, window, 0), edge(width, outWidth, window, 1)];
  const [kernelHeight, kernelWidth] = pairOf(window.kernel);
  const taps = kernelHeight * kernelWidth;
  const outside = rows.outside.flatMap((row) =>
    columns.outside.map((column) =>
      Array.from({ length: taps }, (_, tap) => tap).filter(
        (tap) => row[Math.floor(tap / kernelWidth)]! || column[tap % kernelWidth]!,
      ),
    ),
  );
  const positions = { rowClasses: rows.classes, columnClasses: columns.classes };
  return { ...(outside.length > 1 ? positions : anywhere), outside, taps };
}

function edge(size: number, positions: number, { kernel, strides, dilations, pads }: qnn.Window, axis: 0 | 1): Edge {
  const known = new Map<string, number>();
  const outside: (readonly boolean[])[] = [];
  const classes = Array.from({ length: positions }, (_, position) => {
    const taps = Array.from({ length: kernel[axis]! }, (_unused, tap) => {
      const at = position * strides[axis]! + tap * dilations[axis]! - pads[axis]!;
      return at < 0 || at >= size;
    });
    const key = taps.join();
    const found = known.get(key) ?? outside.push(taps) - 1;
    known.set(key, found);
    return found;
  });
  return { classes, outside };
}

/** A unit of products before: its tables, and whose weight each entry of its matrix is. */
export interface UnitBefore {
  readonly thresholds: ConstantValue;
  readonly offsets: ConstantValue;
  readonly accType: ScalarType;
  readonly weights: TensorData;
  readonly channels: number;
  tapOf(entry: number): number;
  channelOf(entry: number): number;
}
export interface UnitAtBorder extends PositionAttrs {
  readonly thresholds: ConstantValue;
  readonly offsets: ConstantValue;
  readonly accType: ScalarType;
}

/**
 * The tables of a unit whose windows hold −1 where they held the zeros of a border.
 *
 * A tap outside of the image then adds −w to a sum that it added nothing to, so the true sum is the new one plus the
 * weights of all taps outside. It reaches T where the new one reaches T less those weights.
 */
export function tablesAtBorder(unit: UnitBefore, { rowClasses, columnClasses, outside, taps }: Border): UnitAtBorder {
  const { weights, channels } = unit;
  const perTap = new Float64Array(taps * channels);
  const reach = new Float64Array(channels);
  weights.forEach((weight, i) => {
    const channel = unit.channelOf(i);
    perTap[unit.tapOf(i) * channels + channel]! += weight;
    reach[channel]! += Math.abs(weight);
  });
  const before = unit.offsets.constant.data;
  const missing = Float64Array.from({ length: outside.length * channels }, (_, i) => {
    const channel = i % channels;
    const sum = (total: number, tap: number): number => total + perTap[tap * channels + channel]!;
    return outside[Math.floor(i / channels)]!.reduce(sum, before[channel] ?? 0);
  });
  const most = reach.reduce((greatest, sum) => Math.max(greatest, sum), 0);
  const shared = { rowClasses, columnClasses, accType: joinTypes(unit.accType, fitInt(-most, most)) };
  const steps = stepsOf(unit.thresholds.type);
  if (steps === 0) {
    return { ...shared, thresholds: unit.thresholds, offsets: constantValue(narrowest(missing, [missing.length])) };
  }
  const { type, data } = unit.thresholds.constant;
  const own = (i: number): number => (type.shape[0] === 1 ? 0 : Math.floor(i / steps) % channels) * steps + (i % steps);
  const moved = Float64Array.from(
    { length: missing.length * steps },
    (_, i) => data[own(i)]! - missing[Math.floor(i / steps)]!,
  );
  return {
    ...shared,
    thresholds: constantValue(narrowest(moved, [missing.length, steps])),
    offsets: constantValue(tensor(uint(1), [0], [])),
  };
}
