import { qnn, type Rewriter, type Value } from '@finnc/ir';

/** x with its axes permuted. */
export const transposed = (rw: Rewriter, x: Value, perm: readonly number[]): Value =>
  rw.create(qnn.transpose, { x }, { perm: [...perm] }).result.y;

/** The channels-last twin of a channels-first value carries the same tensor of the source model. */
export function carryMeaning(from: Value, to: Value): void {
  to.name = from.name;
  if (!from.meaning) return;
  const perm = from.meaning.perm ?? from.type.shape.map((_, axis) => axis);
  to.meaning = {
    ...from.meaning,
    axis: qnn.TO_NHWC.indexOf(from.meaning.axis as 0),
    perm: qnn.TO_NHWC.map((axis) => perm[axis]!),
  };
}
