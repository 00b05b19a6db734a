import { bareSums, byPositionKernel, type Activation, type Kernel, type PlaneValue } from '@finnc/backend-simulator';
import { tensor, uint, type Tensor, type TensorType } from '@finnc/ir';
import { classMap, positionsOf, rowsOfClass, type PositionAttrs } from './positions.ts';

/** What follows the products of a unit, as its kernel takes it. */
interface After extends Activation {
  readonly offsets: Tensor;
}

/** The kernel of a unit of products, or of its bare sums with the activation of each position behind. */
export function positionedKernel(
  { x, channels }: { readonly x: TensorType; readonly channels: number },
  after: After,
  attrs: PositionAttrs,
  unit: (after: After) => Kernel,
): Kernel {
  const classes = classMap(attrs);
  if (classes.length === 0) return unit(after);
  const [none, noOffsets] = [tensor(uint(1), [1, 0], []), tensor(uint(1), [0], [])];
  const sums = unit({ thresholds: none, offsets: noOffsets, outType: bareSums, outBias: 0 });
  return byPositionKernel(sums, x, { ...after, channels, classes });
}

/** The bit-sliced form of a unit: each class of positions on the windows that are of it, the results put together. */
export function positionedPlanes(
  x: () => PlaneValue,
  channels: number,
  after: After,
  attrs: PositionAttrs,
  unit: (x: PlaneValue | undefined, after: After & { readonly alike?: Tensor }) => PlaneValue,
): PlaneValue {
  const map = classMap(attrs);
  if (map.length === 0) return unit(undefined, after);
  const all = x();
  const lead = all.shape.slice(0, -1);
  const depth = all.shape.at(-1) ?? 1;
  const vectors = Array.from({ length: all.at.length / depth }, (_, vector) => vector);
  const at = new Int32Array(vectors.length * channels);
  let coding: PlaneValue | undefined;
  for (let position = 0; position < positionsOf(attrs).classes; position++) {
    const own = vectors.filter((vector) => map[vector % map.length] === position);
    if (own.length === 0) continue;
    const planes = own.flatMap((vector) => Array.from(all.at.subarray(vector * depth, (vector + 1) * depth)));
    const windows = { ...all, shape: [own.length, depth], at: Int32Array.from(planes) };
    const part = unit(windows, {
      ...after,
      thresholds: rowsOfClass(after.thresholds, channels, position),
      offsets: rowsOfClass(after.offsets, channels, position),
      alike: after.offsets,
    });
    coding ??= part;
    own.forEach((vector, i) => {
      at.set(part.at.subarray(i * channels, (i + 1) * channels), vector * channels);
    });
  }
  return { ...coding!, shape: [...lead, channels], at };
}
