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

const relayoutOf = (value: Value): Value | undefined =>
  value.producer(qnn.reshape)?.operand.x ?? value.producer(qnn.transpose)?.operand.x;

/** Whether a value is an input of the graph, perhaps in another layout, which is the host's business. */
export function isInput(value: Value): boolean {
  let source = value;
  for (let relayout = relayoutOf(source); relayout; relayout = relayoutOf(source)) source = relayout;
  return source.owner === undefined;
}
