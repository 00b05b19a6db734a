import { defineRule, qnn, type Attrs, type Node, type OpDef, type Rule, type Value } from '@finnc/ir';
import { convolutionRules } from './convolution.ts';
import { carryMeaning, isInput, onPermuted, transposed } from './turned.ts';

const { TO_NCHW, TO_NHWC } = qnn;

/** Turns an op whose hardware wants the channels last, between transpositions that are to meet others. */
function channelsLast<Op extends OpDef>(op: Op, channelsAreSecond: (attrs: Attrs<Op>) => boolean): Rule {
  return defineRule({
    name: `channels-last-${op.name.replace('qnn.', '').replaceAll('_', '-')}`,
    root: op,
    rewrite(node, rw, ask) {
      const { y } = node.result as { readonly y: Value };
      if (y.type.shape.length !== 4 || !channelsAreSecond(node.attrs)) return undefined;
      const image = onPermuted(node, TO_NHWC, rw, ask);
      if (!image) return rw.skip('it is tied to its layout');
      carryMeaning(y, image);
      return rw.replace(node, { y: transposed(rw, image, TO_NCHW) });
    },
  });
}

const lowerThresholds = defineRule({
  name: 'channels-last-thresholds',
  root: qnn.multiThreshold,
  rewrite(node, rw) {
    const { x, thresholds } = node.operand;
    if (x.type.shape.length !== 4 || node.attrs.axis === 3 || isFreeOfLayout(node)) return undefined;
    if (node.attrs.axis !== 1) return rw.skip(`its channels are axis ${node.attrs.axis}`);
    const image = transposed(rw, x, TO_NHWC);
    const y = rw.create(qnn.multiThreshold, { x: image, thresholds }, { ...node.attrs, axis: 3 }).result.y;
    carryMeaning(node.result.y, y);
    return rw.replace(node, { y: transposed(rw, y, TO_NCHW) });
  },
});

/** As thresholds; parameters that all channels share do not care where the channels are. */
const lowerRequantise = defineRule({
  name: 'channels-last-requantise',
  root: qnn.requantise,
  rewrite(node, rw) {
    const { x, multipliers, offsets } = node.operand;
    const last = x.type.shape.length - 1;
    const shared = [multipliers, offsets].every(({ constant }) => constant.data.length === 1);
    if (node.attrs.axis === last) return undefined;
    if (last !== 3) {
      if (!shared) return rw.skip(`its channels are axis ${node.attrs.axis}`);
      return rw.replace(node, {
        y: rw.create(qnn.requantise, node.operand, { ...node.attrs, axis: last }).result.y,
      });
    }
    if (node.attrs.axis !== 1 && !shared) return rw.skip(`its channels are axis ${node.attrs.axis}`);
    const image = transposed(rw, x, TO_NHWC);
    const y = rw.create(qnn.requantise, { x: image, multipliers, offsets }, { ...node.attrs, axis: last }).result.y;
    carryMeaning(node.result.y, y);
    return rw.replace(node, { y: transposed(rw, y, TO_NCHW) });
  },
});

/** A threshold row shared by all channels does not care where the channels are. */
const anyAxis = defineRule({
  name: 'shared-thresholds-last-axis',
  root: qnn.multiThreshold,
  benefit: 2,
  rewrite(node, rw) {
    const { x, thresholds } = node.operand;
    const last = x.type.shape.length - 1;
    if (thresholds.type.shape[0] !== 1 || node.attrs.axis === last) return undefined;
    if (x.type.shape.length === 4 && !isFreeOfLayout(node)) return undefined;
    return rw.replace(node, {
      y: rw.create(qnn.multiThreshold, { x, thresholds }, { ...node.attrs, axis: last }).result.y,
    });
  },
});

const isToChannelsFirst = (perm: readonly number[]): boolean => perm.join() === TO_NCHW.join();

/**
 * op(transpose(x)) = transpose(op′(x)): what turns an image to channels-first sinks, what turns it to channels-last
 * rises, so that the two meet. Other operands of a join are turned to channels-last, and that rises.
 */
const sinkTranspose = defineRule({
  name: 'sink-transpose',
  root: qnn.transpose,
  rewrite(node, rw, ask) {
    if (!isToChannelsFirst(node.attrs.perm)) return undefined;
    for (const { node: reader } of node.result.y.uses) {
      const image = onPermuted(reader, TO_NHWC, rw, ask);
      if (!image) continue;
      const { y } = reader.result as { readonly y: Value };
      carryMeaning(y, image);
      return rw.replace(reader, { y: transposed(rw, image, TO_NCHW) });
    }
    return undefined;
  },
});

/** thresholds(reshape(x)) = reshape(thresholds(x)) where one row serves all: they do not stop an image on its way. */
const sinkReshape = defineRule({
  name: 'sink-reshape-below-shared-thresholds',
  root: qnn.multiThreshold,
  rewrite(node, rw) {
    const x = node.operand.x.producer(qnn.reshape)?.operand.x;
    if (!x || node.operand.thresholds.type.shape[0] !== 1 || isInput(x)) return undefined;
    // A scale per feature has no axis in the image that the features were.
    if ((node.result.y.meaning?.scale.length ?? 1) > 1) return rw.skip('its codes have a scale per feature');
    const attrs = { ...node.attrs, axis: x.type.shape.length - 1 };
    const { y } = rw.create(qnn.multiThreshold, { x, thresholds: node.operand.thresholds }, attrs).result;
    return rw.replace(node, { y: rw.create(qnn.reshape, { x: y }, { shape: node.result.y.type.shape }).result.y });
  },
});

/** reshape(thresholds(x)) = thresholds(reshape(x)) at the input, whose layout is the host's business. */
const hoistReshape = defineRule({
  name: 'hoist-reshape-above-input-thresholds',
  root: qnn.reshape,
  benefit: 3,
  rewrite(node, rw) {
    const inner = node.operand.x.producer(qnn.multiThreshold);
    if (!inner || !isFreeOfLayout(inner)) return undefined;
    if (node.operand.x.uses.size !== 1) return rw.skip('the thresholds have other readers');
    const { thresholds, x } = inner.operand;
    const flat = rw.create(qnn.reshape, { x }, node.attrs).result.y;
    const attrs = { ...inner.attrs, axis: node.attrs.shape.length - 1 };
    const { y } = rw.create(qnn.multiThreshold, { x: flat, thresholds }, attrs).result;
    y.name = node.operand.x.name;
    y.meaning = node.operand.x.meaning?.scale.length === 1 ? node.operand.x.meaning : undefined;
    return rw.replace(node, { y });
  },
});

/**
 * transpose(op(x)) = op′(transpose(x)). Others that read an image which turns to channels-last get it turned back: they
 * are on their way there, too, or take it in any order.
 */
const hoistTranspose = defineRule({
  name: 'hoist-transpose',
  root: qnn.transpose,
  rewrite(node, rw, ask) {
    const { perm } = node.attrs;
    const { x } = node.operand;
    const inner = x.owner?.node;
    if (!inner || isToChannelsFirst(perm)) return undefined;
    const isImage = perm.join() === TO_NHWC.join();
    const isShared = x.uses.size > 1 || rw.isOutput(x);
    if (isShared && !isImage)
      return ask.ask(qnn.permuted, inner, perm) && rw.skip('what it permutes has other readers');
    const y = onPermuted(inner, perm, rw, ask);
    if (!y) return undefined;
    if (isImage) carryMeaning(x, y);
    // Outputs of the graph and other readers take the image back in its old order.
    if (isShared) rw.replace(inner, { y: transposed(rw, y, qnn.inversePerm(perm)) });
    return rw.replace(node, { y });
  },
});

/** Thresholds shared by all channels, right at the input of the graph. */
function isFreeOfLayout(node: Node<typeof qnn.multiThreshold>): boolean {
  return node.operand.thresholds.type.shape[0] === 1 && isInput(node.operand.x);
}

export const channelsLastRules: readonly Rule[] = [
  hoistReshape,
  ...convolutionRules,
  channelsLast(qnn.maxPool, ({ layout }) => layout === 'nchw'),
  channelsLast(qnn.sumPool, ({ layout }) => layout === 'nchw'),
  channelsLast(qnn.pixelPad, ({ layout }) => layout === 'nchw'),
  channelsLast(qnn.depthToSpace, ({ layout }) => layout === 'nchw'),
  channelsLast(qnn.upsample, ({ layout }) => layout === 'nchw'),
  channelsLast(qnn.concat, ({ axis }) => axis === 1),
  channelsLast(qnn.slice, ({ axis }) => axis === 1),
  channelsLast(qnn.flip, ({ axis }) => axis === 1),
  lowerThresholds,
  lowerRequantise,
  anyAxis,
  sinkReshape,
  sinkTranspose,
  hoistTranspose,
];
