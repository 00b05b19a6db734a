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
 * That is so behind a max-pool: max(−x) is not −max(x), so the signs have to stay after it.
 */
export const flipToLayer = defineRule({
  name: 'flip-to-acme-flip',
  root: qnn.flip,
  rewrite(node, rw) {
    const { x } = node.operand;
    if (!isInteger(x.type.elem)) return rw.skip(`its input is ${x.type.elem.name}, not an integer type`);
    if (node.attrs.axis !== x.type.shape.length - 1) return rw.skip('its channels are not last');
    return rw.replace(node, { y: layer(rw, x, node) });
  },
});

/** transpose(flip(transpose(x))) on an image → acme.flip(x): the two transpositions cancel around the channels. */
export const imageFlipToLayer = defineRule({
  name: 'image-flip-to-acme-flip',
  root: qnn.transpose,
  rewrite(node, rw) {
    const signs = node.operand.x.producer(qnn.flip);
    const image = signs?.operand.x.producer(qnn.transpose);
    if (!signs || !image) return undefined;
    const isImage = node.attrs.perm.join() === qnn.TO_NHWC.join() && image.attrs.perm.join() === qnn.TO_NCHW.join();
    if (!isImage || signs.attrs.axis !== 1)
      return rw.skip('it is not an image, channels second, between two channels-last ones');
    if (!isInteger(image.operand.x.type.elem)) return rw.skip('its input is not an integer');
    return rw.replace(node, { y: layer(rw, image.operand.x, signs) });
  },
});
