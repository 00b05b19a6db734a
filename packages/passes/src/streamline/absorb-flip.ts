import {
  defineRule,
  fitValues,
  qnn,
  sizeOf,
  tensor,
  type Node,
  type OpDef,
  type Rule,
  type Tensor,
  type Value,
} from '@finnc/ir';

/** Weights with some output channels negated; `channelOf` tells the channel of each entry. */
function negated(weights: Tensor, signs: Tensor, channelOf: (index: number) => number): Tensor {
  const data = weights.type.elem.bits < 8 ? new Int8Array(weights.data.length) : new Float64Array(weights.data.length);
  for (let i = 0; i < data.length; i++)
    data[i] = weights.data[i]! * signs.data[signs.data.length === 1 ? 0 : channelOf(i)]!;
  return tensor(fitValues(data), weights.type.shape, data);
}

/** The product a flip reads, if nobody else does. */
const onlyReader = (node: Node<typeof qnn.flip>): boolean => node.operand.x.uses.size === 1;

/** −(x · w) = x · (−w), column by column; the results of a depthwise product are the columns of its weights, too. */
const intoColumns = [
  intoProduct('absorb-flip-into-mat-mul', qnn.matMul, 'b'),
  intoProduct('absorb-flip-into-depthwise-product', qnn.depthwiseProduct, 'w'),
];

function intoProduct(name: string, op: OpDef, key: string): Rule {
  return defineRule({
    name,
    root: qnn.flip,
    rewrite(node, rw) {
      const product = node.operand.x.producer(op);
      const weights = product?.operand[key]?.constant;
      if (!product || !weights) return undefined;
      const negative = negatedColumns(node, weights);
      if ('skip' in negative) return rw.skip(negative.skip);
      const operand = { ...product.operand, [key]: rw.constant(negative.type, negative.data) };
      return rw.replace(node, { y: rw.create(op, operand, { outType: node.result.y.type.elem }).result['y']! });
    },
  });
}

function negatedColumns(node: Node<typeof qnn.flip>, weights: Tensor): Tensor | { readonly skip: string } {
  if (!onlyReader(node)) return { skip: 'the product has other readers' };
  if (node.attrs.axis !== node.result.y.type.shape.length - 1)
    return { skip: 'its channels are not the columns of the weights' };
  const [, columns = 1] = weights.type.shape;
  return negated(weights, node.operand.signs.constant, (i) => i % columns);
}

/** conv(x, w) with some filters negated. */
const intoConv = defineRule({
  name: 'absorb-flip-into-conv',
  root: qnn.flip,
  rewrite(node, rw) {
    const product = node.operand.x.producer(qnn.conv);
    const weights = product?.operand.w.constant;
    if (!product || !weights) return undefined;
    if (!onlyReader(node)) return rw.skip('the convolution has other readers');
    if (node.attrs.axis !== 1) return rw.skip('its channels are not the filters of the weights');
    const perFilter = sizeOf(weights.type.shape.slice(1));
    const w = negated(weights, node.operand.signs.constant, (i) => Math.floor(i / perFilter));
    const attrs = { ...product.attrs, outType: node.result.y.type.elem };
    return rw.replace(node, {
      y: rw.create(qnn.conv, { x: product.operand.x, w: rw.constant(w.type, w.data) }, attrs).result.y,
    });
  },
});

/** −(f · a + g · b) = (−f) · a + (−g) · b, where all channels are negated. */
const intoSum = defineRule({
  name: 'absorb-flip-into-sum',
  root: qnn.flip,
  rewrite(node, rw) {
    const joined = node.operand.x.producer(qnn.sum);
    if (!joined) return undefined;
    if (!onlyReader(node)) return rw.skip('the sum has other readers');
    if (!node.operand.signs.constant.data.every((sign) => sign < 0)) return rw.skip('it negates some channels only');
    const { aFactor, bFactor } = joined.attrs;
    const attrs = { aFactor: -aFactor, bFactor: -bFactor, outType: node.result.y.type.elem };
    return rw.replace(node, { y: rw.create(qnn.sum, joined.operand, attrs).result.y });
  },
});

/** Whether weights can take a negation of these channels: a product by constants that nobody else reads. */
const takesSigns = (value: Value): boolean =>
  value.uses.size === 1 &&
  [
    value.producer(qnn.matMul)?.operand.b,
    value.producer(qnn.conv)?.operand.w,
    value.producer(qnn.depthwiseProduct)?.operand.w,
  ].some((weights) => weights?.constant !== undefined);

/** ±(f · a + g · b) = f · (±a) + g · (±b): the sum of two products, whose weights take the signs. */
const intoSummands = defineRule({
  name: 'move-flip-into-summands',
  root: qnn.flip,
  rewrite(node, rw) {
    const joined = node.operand.x.producer(qnn.sum);
    if (!joined) return undefined;
    if (!onlyReader(node)) return rw.skip('the sum has other readers');
    const { a, b } = joined.operand;
    if (!takesSigns(a) || !takesSigns(b))
      return rw.skip('a summand has no weights of its own that could take the signs');
    const turned = (x: Value): Value => rw.create(qnn.flip, { x, signs: node.operand.signs }, node.attrs).result.y;
    const attrs = { ...joined.attrs, outType: node.result.y.type.elem };
    return rw.replace(node, { y: rw.create(qnn.sum, { a: turned(a), b: turned(b) }, attrs).result.y });
  },
});

/** flip(transpose(x)) = transpose(flip(x)): models whose layout was changed have the product before the transposition. */
const aboveTranspose = defineRule({
  name: 'move-flip-above-transpose',
  root: qnn.flip,
  rewrite(node, rw) {
    const turned = node.operand.x.producer(qnn.transpose);
    if (!turned) return undefined;
    if (!onlyReader(node)) return rw.skip('what is transposed has other readers');
    const { perm } = turned.attrs;
    const operands = { x: turned.operand.x, signs: node.operand.signs };
    const { y } = rw.create(qnn.flip, operands, { axis: perm[node.attrs.axis]! }).result;
    return rw.replace(node, { y: rw.create(qnn.transpose, { x: y }, { perm }).result.y });
  },
});

/** Falling normalisations negate their channels; the negation belongs into the weights, where it costs nothing. */
export const absorbFlipRules: readonly Rule[] = [...intoColumns, intoConv, intoSum, intoSummands, aboveTranspose];
