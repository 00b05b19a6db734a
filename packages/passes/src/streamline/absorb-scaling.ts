import { defineRule, qnn, type Node, type Rule, type Value } from '@finnc/ir';

type Affine = typeof qnn.mul | typeof qnn.add;

/** A multi-threshold with one reader, and the scalar constant it meets there. */
function pattern(
  node: Node<Affine>,
): { readonly thresholds: Node<typeof qnn.multiThreshold>; readonly scalar: number } | undefined {
  const { a, b } = node.operand;
  const [moving, constant]: [Value, Value] = a.constant ? [b, a] : [a, b];
  const thresholds = moving.producer(qnn.multiThreshold);
  const data = constant.constant?.data;
  if (!thresholds || data?.length !== 1 || moving.uses.size !== 1) return undefined;
  if (moving.type.shape.length < constant.type.shape.length) return undefined;
  return { thresholds, scalar: data[0]! };
}

/**
 * c · (s · count + b) = (c · s) · count + c · b: a scalar after a quantised activation moves into its output scale.
 * Products of the small numbers found here (powers of two in practice) are exact; others round once in doubles, as
 * `exact` arithmetic would. The result is real also where the counts have an integer type.
 */
const absorbMul = defineRule({
  name: 'absorb-mul-into-output-scale',
  root: qnn.mul,
  rewrite(node, rw) {
    const found = pattern(node);
    if (!found) return undefined;
    const { thresholds, scalar } = found;
    const { outScale, outBias } = thresholds.attrs;
    if (scalar === 0) return rw.skip('the factor is 0');
    const outType = node.result.y.type.elem;
    const attrs = { ...thresholds.attrs, outType, outScale: outScale * scalar, outBias: outBias * scalar };
    return rw.replace(node, { y: rw.create(qnn.multiThreshold, thresholds.operand, attrs).result.y });
  },
});

/** (s · count + b) + c = s · count + (b + c). */
const absorbAdd = defineRule({
  name: 'absorb-add-into-output-bias',
  root: qnn.add,
  rewrite(node, rw) {
    const found = pattern(node);
    if (!found) return undefined;
    const { thresholds, scalar } = found;
    const outType = node.result.y.type.elem;
    const attrs = { ...thresholds.attrs, outType, outBias: thresholds.attrs.outBias + scalar };
    return rw.replace(node, { y: rw.create(qnn.multiThreshold, thresholds.operand, attrs).result.y });
  },
});

/** Scalars behind a multi-threshold move into it, so that {0, 1} codes that mean ±1 are seen as ±1. */
export const absorbScalingRules: readonly Rule[] = [absorbMul, absorbAdd];
