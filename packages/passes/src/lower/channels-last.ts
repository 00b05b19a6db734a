import { defineRule, qnn, type Node, type Rule } from '@finnc/ir';
import { convolutionRules } from './convolution.ts';
import { carryMeaning, isInput, transposed } from './turned.ts';

const { TO_NCHW, TO_NHWC } = qnn;

/** A pool works on each channel alone: it is its own twin with the channels last. */
const lowerPool = <Op extends typeof qnn.maxPool | typeof qnn.sumPool>(name: string, op: Op): Rule =>
  defineRule({
    name,
    root: op as typeof qnn.sumPool,
    rewrite(node, rw) {
      if (node.attrs.layout !== 'nchw') return undefined;
      const image = transposed(rw, node.operand.x, TO_NHWC);
      const pooled = rw.create(op as typeof qnn.sumPool, { x: image }, { ...node.attrs, layout: 'nhwc' }).result.y;
      carryMeaning(node.result.y, pooled);
      return rw.replace(node, { y: transposed(rw, pooled, TO_NCHW) });
    },
  });

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
 * thresholds(transpose(x)) = transpose(thresholds(x)) where one row serves all channels: what turns an image to
 * channels-first sinks, what turns it to channels-last rises, so that the two meet.
 */
const sinkTranspose = defineRule({
  name: 'sink-transpose-below-shared-thresholds',
  root: qnn.multiThreshold,
  benefit: 3,
  rewrite(node, rw) {
    const { x, thresholds } = node.operand;
    const turned = x.producer(qnn.transpose);
    if (!turned || thresholds.type.shape[0] !== 1 || !isToChannelsFirst(turned.attrs.perm)) return undefined;
    const { y } = rw.create(
      qnn.multiThreshold,
      { x: turned.operand.x, thresholds },
      { ...node.attrs, axis: TO_NCHW.length - 1 },
    ).result;
    carryMeaning(node.result.y, y);
    return rw.replace(node, { y: transposed(rw, y, TO_NCHW) });
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

/** transpose(thresholds(x)) = thresholds(transpose(x)) where one row serves all channels. */
const hoistTranspose = defineRule({
  name: 'hoist-transpose-above-shared-thresholds',
  root: qnn.transpose,
  rewrite(node, rw) {
    const inner = node.operand.x.producer(qnn.multiThreshold);
    if (!inner || inner.operand.thresholds.type.shape[0] !== 1) return undefined;
    if (isToChannelsFirst(node.attrs.perm)) return undefined;
    if (node.operand.x.uses.size !== 1) return rw.skip('the thresholds have other readers');
    const { thresholds, x } = inner.operand;
    const { y } = rw.create(
      qnn.multiThreshold,
      { x: transposed(rw, x, node.attrs.perm), thresholds },
      {
        ...inner.attrs,
        axis: x.type.shape.length - 1,
      },
    ).result;
    if (node.attrs.perm.join() === TO_NHWC.join()) carryMeaning(node.operand.x, y);
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
  lowerPool('channels-last-max-pool', qnn.maxPool),
  lowerPool('channels-last-sum-pool', qnn.sumPool),
  lowerThresholds,
  lowerRequantise,
  anyAxis,
  sinkTranspose,
  hoistTranspose,
];
