import { int, type ScalarType, type Tensor, type TensorType } from '@finnc/ir';
import { frameLength, naturalEncoding, wordsOf } from '../encoding.ts';
import { mapKernel, type Kernel } from '../facet.ts';
import { checkActivation, thresholdBits, thresholdCounts, thresholdTable, type Activation } from './activation.ts';

/** What follows accumulators where it depends on the position of a result in its image. */
export interface ByPosition extends Activation {
  readonly channels: number;
  /** The class of each result of an image, row by row. */
  readonly classes: Int32Array;
  /** `classes · channels` rows, those of a class together. */
  readonly thresholds: Tensor;
  /** As many entries, or none. */
  readonly offsets: Tensor;
}

/** Neighbours of one class, which one call can treat. */
interface Run {
  readonly position: number;
  readonly first: number;
  readonly count: number;
}

/** Accumulators held at a time, about. */
const HELD = 1 << 16;

/** The type of sums that a kernel gives bare: doubles, exact up to 2^53. */
export const bareSums: ScalarType = int(64);

/**
 * The activation of each position after a kernel that gives the bare sums.
 *
 * @param sums  a kernel from `x` to the sums of products as `bareSums`, without offsets and thresholds
 */
export function byPositionKernel(sums: Kernel, x: TensorType, spec: ByPosition): Kernel {
  const { channels, classes, outType, outBias } = spec;
  const rows = thresholdTable(spec.thresholds, channels * (1 + classes.reduce((most, own) => Math.max(most, own), 0)));
  const { steps } = rows;
  if (steps > 0) checkActivation(steps, outType);
  const reads = sums.reads['x']!;
  const writes = naturalEncoding({ elem: outType });
  const runs = runsOf(classes);
  const perFrame = classes.length * channels;
  const batch = Math.max(1, Math.floor(HELD / perFrame));
  const acc = new Float64Array(batch * perFrame);
  const inLength = frameLength(x, reads);
  const outLength = writes === 'bits' ? wordsOf(channels) : channels;
  return mapKernel(reads, writes, (input, y, frames) => {
    for (let start = 0; start < frames; start += batch) {
      const count = Math.min(batch, frames - start);
      sums.run({ x: input.subarray(start * inLength) }, { y: acc }, count);
      for (let frame = 0; frame < count; frame++) {
        for (const { position, first, count: vectors } of runs) {
          const from = frame * perFrame + first * channels;
          const some = acc.subarray(from, from + vectors * channels);
          addOffsets(some, spec.offsets.data, position * channels, channels);
          const to = ((start + frame) * classes.length + first) * outLength;
          const own = rows.values.subarray(position * channels * steps, (position + 1) * channels * steps);
          if (steps === 0) y.set(some, to);
          else if (writes === 'bits') thresholdBits(some, own, channels, vectors, y as Int32Array, to);
          else thresholdCounts(some, 0, { steps, values: own }, channels, vectors, outBias, y, to);
        }
      }
    }
  });
}

function runsOf(classes: Int32Array): readonly Run[] {
  const runs: Run[] = [];
  for (let first = 0; first < classes.length;) {
    let end = first + 1;
    while (classes[end] === classes[first]) end++;
    runs.push({ position: classes[first]!, first, count: end - first });
    first = end;
  }
  return runs;
}

function addOffsets(acc: Float64Array, offsets: ArrayLike<number>, from: number, channels: number): void {
  if (offsets.length === 0) return;
  for (let i = 0; i < acc.length; i++) acc[i]! += offsets[from + (i % channels)]!;
}
