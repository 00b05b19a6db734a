import { defineRule, qnn, sameShape, type Rule } from '@finnc/ir';

const isAll = (data: ArrayLike<number> | undefined, value: number): boolean =>
  data !== undefined && Array.prototype.every.call(data, (entry: number) => entry === value);

/** x + 0, x − 0, x · 1 and x / 1 are x, where the constant does not enlarge the tensor. */
function neutral(op: typeof qnn.add | typeof qnn.sub | typeof qnn.mul | typeof qnn.div, element: number): Rule {
  return defineRule({
    name: `drop-neutral-${op.name.replace('qnn.', '')}`,
    root: op,
    rewrite(node, rw) {
      const { a, b } = node.operand;
      if (!isAll(b.constant?.data, element) || a.constant) return undefined;
      if (!sameShape(a.type.shape, node.result.y.type.shape)) return rw.skip('the constant enlarges the tensor');
      if (a.type.elem !== node.result.y.type.elem) return rw.skip('it turns integers into real numbers');
      return rw.replace(node, { y: a });
    },
  });
}

const dropReshape = defineRule({
  name: 'drop-reshape',
  root: qnn.reshape,
  rewrite(node, rw) {
    if (!sameShape(node.operand.x.type.shape, node.attrs.shape)) return undefined;
    return rw.replace(node, { y: node.operand.x });
  },
});

const mergeReshapes = defineRule({
  name: 'merge-reshapes',
  root: qnn.reshape,
  rewrite(node, rw) {
    const inner = node.operand.x.producer(qnn.reshape);
    if (!inner) return undefined;
    return rw.replace(node, { y: rw.create(qnn.reshape, { x: inner.operand.x }, node.attrs).result.y });
  },
});

/** Before any rule that moves it: what changes nothing could be moved for ever. */
const dropTranspose = defineRule({
  name: 'drop-transpose',
  root: qnn.transpose,
  benefit: 4,
  rewrite(node, rw) {
    const { x } = node.operand;
    const { perm } = node.attrs;
    const { shape } = x.type;
    const isIdentity =
      qnn.isIdentityPerm(perm) || (qnn.keepsOrder(shape, perm) && sameShape(shape, node.result.y.type.shape));
    return isIdentity ? rw.replace(node, { y: x }) : undefined;
  },
});

const mergeTransposes = defineRule({
  name: 'merge-transposes',
  root: qnn.transpose,
  benefit: 3,
  rewrite(node, rw) {
    const inner = node.operand.x.producer(qnn.transpose);
    if (!inner) return undefined;
    const perm = qnn.composePerms(inner.attrs.perm, node.attrs.perm);
    return rw.replace(node, { y: rw.create(qnn.transpose, { x: inner.operand.x }, { perm }).result.y });
  },
});

/** A permutation that moves only axes of size 1 leaves the data in place. */
const transposeToReshape = defineRule({
  name: 'transpose-to-reshape',
  root: qnn.transpose,
  rewrite(node, rw) {
    const { x } = node.operand;
    if (qnn.isIdentityPerm(node.attrs.perm) || !qnn.keepsOrder(x.type.shape, node.attrs.perm)) return undefined;
    return rw.replace(node, { y: rw.create(qnn.reshape, { x }, { shape: node.result.y.type.shape }).result.y });
  },
});

/** Rules that remove what does nothing; true in every stage. */
export const identityRules: readonly Rule[] = [
  neutral(qnn.add, 0),
  neutral(qnn.sub, 0),
  neutral(qnn.mul, 1),
  neutral(qnn.div, 1),
  dropReshape,
  mergeReshapes,
  dropTranspose,
  mergeTransposes,
  transposeToReshape,
];
