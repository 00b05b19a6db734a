import { qnn, type Ask, type Node, type Rewriter, type Value } from '@finnc/ir';

/** x with its axes permuted; what has come out of the inverse permutation is what went into it. */
export function transposed(rw: Rewriter, x: Value, perm: readonly number[]): Value {
  const before = x.producer(qnn.transpose);
  if (before && qnn.isIdentityPerm(qnn.composePerms(before.attrs.perm, perm))) return before.operand.x;
  return rw.create(qnn.transpose, { x }, { perm: [...perm] }).result.y;
}

/** The result of a node on permuted operands, which is its result permuted; undefined if the op is tied to its layout. */
export function onPermuted(node: Node, perm: readonly number[], rw: Rewriter, ask: Ask): Value | undefined {
  const twin = ask.ask(qnn.permuted, node, perm);
  if (!twin) return undefined;
  const operand: Record<string, Value> = { ...node.operand };
  for (const key of twin.operands) operand[key] = transposed(rw, operand[key]!, perm);
  const made = rw.create(node.op, operand, twin.attrs, { origin: node.origin });
  return (made.result as { readonly y: Value }).y;
}

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
