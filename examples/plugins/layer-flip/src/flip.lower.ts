import { defineRule, isInteger, qnn, tensorType, type Node, type Rewriter, type Value } from 'finnc/plugin';
import { flip } from './flip.ts';

/** The layer on `x`, channels last. */
function layer(rw: Rewriter, x: Value, { operand: { signs } }: Node<typeof qnn.flip>): Value {
  const channels = x.type.shape.at(-1) ?? 1;
  const { data, type } = signs.constant;
  const each = Int8Array.from({ length: channels }, (_, c) => data[data.length === 1 ? 0 : c] ?? 1);
  return rw.create(flip, { x, signs: rw.constant(tensorType(type.elem, [channels]), each) }, { pe: 1 }).result.y;
}

/**
 * flip → acme.flip, where streamline could not move the signs into the weights before it.
 *
 * That is so behind a max-pool: max(−x) is not −max(x), so the signs have to stay after it. finnc itself would take its
 * ChannelwiseOp, which multiplies; a layer that only negates is smaller, so this rule is tried first.
 */
export const flipToLayer = defineRule({
  name: 'flip-to-acme-flip',
  root: qnn.flip,
  benefit: 2,
  rewrite(node, rw) {
    const { x } = node.operand;
    if (!isInteger(x.type.elem)) return rw.skip(`its input is ${x.type.elem.name}, not an integer type`);
    if (node.attrs.axis !== x.type.shape.length - 1) return rw.skip('its channels are not last');
    return rw.replace(node, { y: layer(rw, x, node) });
  },
});
