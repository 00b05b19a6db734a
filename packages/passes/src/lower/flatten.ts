import { defineRule, qnn, sizeOf, tensor, type Rule, type Value } from '@finnc/ir';
import { isInput } from './turned.ts';

/**
 * x in channels-first order, flattened and multiplied, is x in channels-last order times weights with permuted rows:
 * the transposition before a dense layer costs nothing.
 */
const permuteWeights = defineRule({
  name: 'permute-weights-after-flatten',
  root: qnn.matMul,
  benefit: 3,
  rewrite(node, rw) {
    const flat = node.operand.a.producer(qnn.reshape);
    const turned = flat?.operand.x.producer(qnn.transpose);
    const weights = node.operand.b.constant;
    if (!flat || !turned || !weights || weights.type.shape.length !== 2) return undefined;
    const from = turned.operand.x.type.shape;
    const { perm } = turned.attrs;
    const [depth = 1, columns = 1] = weights.type.shape;
    const lead = flat.attrs.shape.slice(0, -1);
    if (
      flat.attrs.shape.at(-1) !== depth ||
      sizeOf(from.slice(1)) !== depth ||
      perm[0] !== 0 ||
      sizeOf(lead) !== from[0]
    ) {
      return rw.skip('the flattened axis is not one whole image');
    }
    // Row r of the weights meets element r of the transposed image; that is element at[r] of the image before.
    const order = Int32Array.from({ length: depth }, (_, i) => i);
    const at = qnn.permuteData(
      order,
      from.slice(1),
      perm.slice(1).map((axis) => axis - 1),
    );
    const data = weights.data.slice();
    at.forEach((to, row) => {
      for (let c = 0; c < columns; c++) data[to * columns + c] = weights.data[row * columns + c]!;
    });
    const permuted = tensor(weights.type.elem, weights.type.shape, data);
    const a = rw.create(qnn.reshape, { x: turned.operand.x }, flat.attrs).result.y;
    return rw.replace(node, {
      y: rw.create(qnn.matMul, { a, b: rw.constant(permuted.type, data) }, node.attrs).result.y,
    });
  },
});

/**
 * A flattened image is one window over all of it, so a dense layer after an image is a convolution of full size.
 * Images of one pixel keep their last axis and need no window.
 */
const flattenToWindow = defineRule({
  name: 'flatten-to-window',
  root: qnn.matMul,
  rewrite(node, rw) {
    const flat = node.operand.a.producer(qnn.reshape);
    const image = flat?.operand.x;
    const shape = image?.type.shape ?? [];
    if (!flat || !image || shape.length !== 4 || flat.attrs.shape.at(-1) === shape[3]) return undefined;
    const [images = 1, height = 1, width = 1] = shape;
    if (image.producer(qnn.transpose) || flat.attrs.shape.join() !== [images, sizeOf(shape.slice(1))].join())
      return undefined;
    if (!image.owner) return undefined;
    const window = { kernel: [height, width], strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1] };
    const windows = rw.create(qnn.im2col, { x: image }, window).result.y;
    const a = rw.create(qnn.reshape, { x: windows }, flat.attrs).result.y;
    return rw.replace(node, { y: rw.create(qnn.matMul, { a, b: node.operand.b }, node.attrs).result.y });
  },
});

type LastAxisOp =
  | typeof qnn.matMul
  | typeof qnn.requantise
  | typeof qnn.multiThreshold
  | typeof qnn.offset
  | typeof qnn.flip
  | typeof qnn.slice
  | typeof qnn.topK;

/** f(reshape(x)) = reshape(f(x)) where f acts along the last axis and the reshape keeps it. */
function sinkBelow(op: LastAxisOp, operand: string, result: string): Rule {
  return defineRule({
    name: `sink-reshape-below-${op.name.replace('qnn.', '').replaceAll('_', '-')}`,
    root: op,
    rewrite(node, rw) {
      const reshape = (node.operand as Record<string, Value>)[operand]!.producer(qnn.reshape);
      if (!reshape) return undefined;
      const { x } = reshape.operand;
      if (x.type.shape.at(-1) !== reshape.attrs.shape.at(-1)) return undefined;
      if (isInput(x)) return undefined;
      if ('axis' in node.attrs && node.attrs.axis !== reshape.attrs.shape.length - 1)
        return rw.skip('it does not act along the last axis');
      const attrs = 'axis' in node.attrs ? { ...node.attrs, axis: x.type.shape.length - 1 } : node.attrs;
      const moved = rw.create(op, { ...node.operand, [operand]: x }, attrs);
      const from = (node.result as Record<string, Value>)[result]!;
      const to = (moved.result as Record<string, Value>)[result]!;
      return rw.replace(node, {
        [result]: rw.create(qnn.reshape, { x: to }, { shape: from.type.shape }).result.y,
      });
    },
  });
}

/** f(reshape(a), reshape(b)) = reshape(f(a, b)): both are reshaped alike, and the channels that f joins stay the last axis. */
function sinkBelowJoin(op: typeof qnn.sum | typeof qnn.concat): Rule {
  return defineRule({
    name: `sink-reshape-below-${op.name.replace('qnn.', '')}`,
    root: op as typeof qnn.concat,
    rewrite(node, rw) {
      const [a, b] = [node.operand.a, node.operand.b].map((value) => value.producer(qnn.reshape)?.operand.x);
      if (!a || !b || isInput(a) || isInput(b)) return undefined;
      const [own, other] = [a.type.shape, b.type.shape];
      const channels = [node.operand.a, node.operand.b].map(({ type }) => type.shape.at(-1));
      if (
        own.slice(0, -1).join() !== other.slice(0, -1).join() ||
        own.at(-1) !== channels[0] ||
        other.at(-1) !== channels[1]
      )
        return rw.skip('its operands are reshaped in different ways');
      const { shape } = node.result.y.type;
      const isJoined = 'axis' in node.attrs;
      if (isJoined && node.attrs.axis !== shape.length - 1) return rw.skip('it does not act along the last axis');
      const attrs = isJoined ? { ...node.attrs, axis: own.length - 1 } : node.attrs;
      const { y } = rw.create(op as typeof qnn.concat, { a, b }, attrs).result;
      return rw.replace(node, { y: rw.create(qnn.reshape, { x: y }, { shape }).result.y });
    },
  });
}

/** Rules that make flattening free. */
export const flattenRules: readonly Rule[] = [
  permuteWeights,
  flattenToWindow,
  sinkBelow(qnn.matMul, 'a', 'y'),
  sinkBelow(qnn.multiThreshold, 'x', 'y'),
  sinkBelow(qnn.requantise, 'x', 'y'),
  sinkBelow(qnn.offset, 'x', 'y'),
  sinkBelow(qnn.flip, 'x', 'y'),
  sinkBelow(qnn.slice, 'x', 'y'),
  sinkBelowJoin(qnn.sum),
  sinkBelowJoin(qnn.concat),
  sinkBelow(qnn.topK, 'x', 'indices'),
];
