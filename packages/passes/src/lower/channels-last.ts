import { defineRule, qnn, tensor, sizeOf, type Rewriter, type Rule, type Value } from '@finnc/ir';

const { TO_NCHW, TO_NHWC } = qnn;

const transposed = (rw: Rewriter, x: Value, perm: readonly number[]): Value =>
  rw.create(qnn.transpose, { x }, { perm: [...perm] }).result.y;

/** The channels-last twin of a channels-first value carries the same tensor of the source model. */
function carryMeaning(from: Value, to: Value): void {
  to.name = from.name;
  if (!from.meaning) return;
  const perm = from.meaning.perm ?? from.type.shape.map((_, axis) => axis);
  to.meaning = {
    ...from.meaning,
    axis: TO_NHWC.indexOf(from.meaning.axis as 0),
    perm: TO_NHWC.map((axis) => perm[axis]!),
  };
}

/** conv = transpose · im2col · mat_mul · transpose; the weights become a [kh·kw·C, filters] matrix. */
const lowerConv = defineRule({
  name: 'lower-conv',
  root: qnn.conv,
  rewrite(node, rw) {
    const weights = node.operand.w.constant;
    if (!weights) return rw.skip('its weights are not constant');
    if (node.attrs.group !== 1) return rw.skip(`it has ${node.attrs.group} groups`);
    const { kernel, strides, pads, dilations, outType } = node.attrs;
    const [filters = 1] = weights.type.shape;
    const depth = sizeOf(weights.type.shape) / filters;
    const rows = qnn.filterRows(weights);
    const matrix = tensor(weights.type.elem, [depth, filters], qnn.permuteData(rows, [filters, depth], [1, 0]));
    const image = transposed(rw, node.operand.x, TO_NHWC);
    const windows = rw.create(qnn.im2col, { x: image }, { kernel, strides, pads, dilations }).result.y;
    const sums = rw.create(qnn.matMul, { a: windows, b: rw.constant(matrix.type, matrix.data) }, { outType }).result.y;
    carryMeaning(node.result.y, sums);
    return rw.replace(node, { y: transposed(rw, sums, TO_NCHW) });
  },
});

const lowerMaxPool = defineRule({
  name: 'channels-last-max-pool',
  root: qnn.maxPool,
  rewrite(node, rw) {
    if (node.attrs.layout !== 'nchw') return undefined;
    const image = transposed(rw, node.operand.x, TO_NHWC);
    const pooled = rw.create(qnn.maxPool, { x: image }, { ...node.attrs, layout: 'nhwc' }).result.y;
    carryMeaning(node.result.y, pooled);
    return rw.replace(node, { y: transposed(rw, pooled, TO_NCHW) });
  },
});

const lowerThresholds = defineRule({
  name: 'channels-last-thresholds',
  root: qnn.multiThreshold,
  rewrite(node, rw) {
    const { x, thresholds } = node.operand;
    if (x.type.shape.length !== 4 || node.attrs.axis === 3) return undefined;
    if (node.attrs.axis !== 1) return rw.skip(`its channels are axis ${node.attrs.axis}`);
    const image = transposed(rw, x, TO_NHWC);
    const y = rw.create(qnn.multiThreshold, { x: image, thresholds }, { ...node.attrs, axis: 3 }).result.y;
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
    if (thresholds.type.shape[0] !== 1 || node.attrs.axis === last || x.type.shape.length === 4) return undefined;
    return rw.replace(node, {
      y: rw.create(qnn.multiThreshold, { x, thresholds }, { ...node.attrs, axis: last }).result.y,
    });
  },
});

/** transpose(thresholds(x)) = thresholds(transpose(x)) where one row serves all channels. */
const hoistTranspose = defineRule({
  name: 'hoist-transpose-above-shared-thresholds',
  root: qnn.transpose,
  rewrite(node, rw) {
    const inner = node.operand.x.producer(qnn.multiThreshold);
    if (!inner || inner.operand.thresholds.type.shape[0] !== 1) return undefined;
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

export const channelsLastRules: readonly Rule[] = [lowerConv, lowerMaxPool, lowerThresholds, anyAxis, hoistTranspose];
