import type { Tensor } from '@finnc/ir';
import { valuesOf, type GoldenSamples } from 'finnc/corpus';
import type { Difference } from './row.ts';

/**
 * The largest difference of outputs from the known ones; infinite where a size or an output differs, or a NaN is found.
 *
 * @param outputs  of each sample, in the types and shapes of the source model
 */
export function largestDifference(
  outputs: readonly (readonly Tensor[])[],
  golden: Pick<GoldenSamples, 'outputs'>,
): Difference {
  let [absolute, relative] = [0, 0];
  golden.outputs.forEach((known, port) => {
    const size = greatest(known.data);
    outputs.forEach((tensors, sample) => {
      const worst = furthest(tensors[port]?.data ?? [], valuesOf(known, sample));
      absolute = Math.max(absolute, worst);
      relative = Math.max(relative, worst === 0 ? 0 : worst / size);
    });
  });
  return { absolute, relative };
}

/** The recorded outputs of one sample alone. */
export const sampleOf = (golden: GoldenSamples, sample: number): Pick<GoldenSamples, 'outputs'> => ({
  outputs: golden.outputs.map((known) => ({
    shape: [1, ...known.shape.slice(1)],
    data: valuesOf(known, sample),
  })),
});

/** The largest difference of two runs of a network, of its greatest output. */
export function outputDistance(a: readonly (readonly Tensor[])[], b: readonly (readonly Tensor[])[]): number {
  let most = 0;
  a.forEach((tensors, frame) => {
    tensors.forEach(({ data }, port) => {
      most = Math.max(most, furthest(b[frame]?.[port]?.data ?? [], data) / Math.max(greatest(data), Number.MIN_VALUE));
    });
  });
  return most;
}

/** The greatest absolute value. */
export function greatest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]!));
  return most;
}

function furthest(got: ArrayLike<number>, want: ArrayLike<number>): number {
  if (got.length !== want.length) return Infinity;
  let most = 0;
  for (let i = 0; i < want.length; i++) {
    const distance = got[i] === want[i] ? 0 : Math.abs(got[i]! - want[i]!);
    most = Math.max(most, Number.isNaN(distance) ? Infinity : distance);
  }
  return most;
}

/** How many elements of two runs of the same network differ at all. */
export function differing(a: readonly (readonly Tensor[])[], b: readonly (readonly Tensor[])[]): number {
  let count = 0;
  a.forEach((tensors, frame) => {
    tensors.forEach(({ data }, port) => {
      const other = b[frame]?.[port]?.data ?? [];
      for (let i = 0; i < data.length; i++) if (data[i] !== other[i]) count++;
    });
  });
  return count;
}
