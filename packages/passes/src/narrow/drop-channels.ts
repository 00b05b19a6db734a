import {
  constantValue,
  fitValues,
  qnn,
  sizeOf,
  tensor,
  type Graph,
  type Node,
  type Tensor,
  type Value,
} from '@finnc/ir';
import type { StuckActivation } from './stuck-channels.ts';

type Product = Node<typeof qnn.matMul> | Node<typeof qnn.conv>;

const isMatMul = (node: Product): node is Node<typeof qnn.matMul> => node.op.name === qnn.matMul.name;
const weightsOf = (node: Product): Tensor | undefined => (isMatMul(node) ? node.operand.b : node.operand.w).constant;

/** The dense or ungrouped convolutional product that computes a value from constant weights. */
function productOf(value: Value): Product | undefined {
  const product = value.producer(qnn.matMul) ?? value.producer(qnn.conv);
  return product && weightsOf(product)?.type.shape.length === (isMatMul(product) ? 2 : 4) && isWhole(product)
    ? product
    : undefined;
}
const isWhole = (node: Product): boolean => isMatMul(node) || node.attrs.group === 1;

/** What carries channels from an activation to the product that sums them: pools, then a change of layout. */
interface Way {
  readonly steps: readonly Node[];
  readonly product: Product;
  /** The channel that each column of a dense product's input holds; of a convolution, each of its input channels. */
  readonly channels: Int32Array;
}

/**
 * Leaves out the stuck channels of one activation: how many, or why none.
 *
 * w₂ · [live; c] + 0 ≥ t is w₂′ · live ≥ t − w₂ · c, all in integers. Where no thresholds follow a dense product, an
 * offset behind it adds the constant part.
 */
export function dropChannels(
  graph: Graph,
  { node: activation, constants }: StuckActivation,
  multipleOf: number,
): number | { readonly kept: string } {
  const kept = (reason: string): { readonly kept: string } => ({ kept: reason });
  const { axis } = activation.attrs;
  const first = productOf(activation.operand.x);
  if (!first || axis !== (isMatMul(first) ? activation.operand.x.type.shape.length - 1 : 1))
    return kept('no product of its own computes them');
  if (!isOnlyRead(graph, activation.operand.x)) return kept('others read the accumulators');
  const way = wayToProduct(graph, activation);
  if (typeof way === 'string') return kept(way);
  const isPadded = !isMatMul(way.product) && way.product.attrs.pads.some((pad) => pad > 0);
  // Padding stands for real zeros, so at the border the part of another constant would be smaller.
  const candidates = constants.flatMap((value, channel) =>
    value === undefined || (isPadded && value !== 0) ? [] : [channel],
  );
  if (candidates.length === 0) return kept('the convolution behind pads with zeros, which are not their constant');
  const live = constants.length - candidates.length;
  const size = Math.max(1, Math.ceil(live / multipleOf)) * multipleOf;
  const gone = new Set(candidates.slice(0, Math.max(0, constants.length - size)));
  if (gone.size === 0) return kept(`${multipleOf} does not divide fewer channels`);
  const part = constantPart(way, constants, gone);
  const next = part.every((sum) => sum === 0) ? 'nothing' : receiverOf(graph, way.product);
  if (next === undefined) return kept('nothing behind the convolution can take up their constant');

  const stays = constants.map((_, channel) => channel).filter((channel) => !gone.has(channel));
  const codes = narrower(graph, activation, first, stays);
  const input = way.steps.reduce((x, step) => again(graph, step, x, way, gone), codes);
  const product = withoutInputs(graph, way, input, gone);
  const old = way.product.result.y;
  codes.name = activation.result.y.name;
  if (next === 'nothing') {
    product.name = old.name;
    product.meaning = old.meaning;
    graph.replaceAllUses(old, product);
  } else if (next === 'offset') {
    const offsets = constantValue(tensor(fitValues(part), [part.length], part));
    const { outType } = way.product.attrs;
    graph.replaceAllUses(
      old,
      graph.add(qnn.offset, { x: product, offsets }, { outType }, { origin: way.product.origin }).result.y,
    );
  } else {
    graph.setOperand(next, 'x', product);
    graph.setOperand(next, 'thresholds', lowered(next, part));
  }
  graph.sweep();
  return gone.size;
}

/** Whether one node reads a value, and no output is it. */
const isOnlyRead = (graph: Graph, value: Value): boolean => value.uses.size === 1 && !graph.outputs.includes(value);

function wayToProduct(graph: Graph, activation: StuckActivation['node']): Way | string {
  const steps: Node[] = [];
  let value: Value = activation.result.y;
  const inner = sizeOf(value.type.shape.slice(activation.attrs.axis + 1));
  const count = value.type.shape[activation.attrs.axis] ?? 1;
  let channels = Int32Array.from({ length: sizeOf(value.type.shape) }, (_, i) => Math.floor(i / inner) % count);
  for (;;) {
    if (!isOnlyRead(graph, value)) return 'others read the channels, too';
    const [use] = value.uses;
    const reader = use!.node;
    const y = (reader.result as { readonly y?: Value }).y;
    const isLast = steps.at(-1)?.op.name === qnn.reshape.name;
    if (reader.op.name === qnn.maxPool.name && steps.every(({ op }) => op.name === qnn.maxPool.name) && y) {
      const pixels = sizeOf(y.type.shape.slice(activation.attrs.axis + 1));
      channels = Int32Array.from({ length: sizeOf(y.type.shape) }, (_, i) => Math.floor(i / pixels) % count);
    } else if (reader.op.name === qnn.transpose.name && !isLast && y) {
      channels = qnn.permuteData(
        channels,
        value.type.shape,
        (reader.attrs as { readonly perm: readonly number[] }).perm,
      );
    } else if (reader.op.name !== qnn.reshape.name || isLast || !y) break;
    steps.push(reader);
    value = y;
  }
  const [use] = value.uses;
  const product =
    use && Object.values<Value>(use.node.result)[0] ? productOf(Object.values<Value>(use.node.result)[0]!) : undefined;
  if (!product || use?.node.name !== product.name) return 'no product with constant weights reads them';
  const columns = isMatMul(product)
    ? columnChannels(channels, value.type.shape.at(-1) ?? 1)
    : steps.every(({ op }) => op.name === qnn.maxPool.name) && activation.attrs.axis === 1
      ? Int32Array.from({ length: count }, (_, channel) => channel)
      : undefined;
  return columns ? { steps, product, channels: columns } : 'they change places before the next product';
}

/** The channel of each column, if it is the same in every row. */
function columnChannels(channels: Int32Array, columns: number): Int32Array | undefined {
  const first = channels.slice(0, columns);
  return channels.every((channel, i) => channel === first[i % columns]) ? first : undefined;
}

/** What the channels that go add to each result of the product. */
function constantPart(
  { product, channels }: Way,
  constants: StuckActivation['constants'],
  gone: ReadonlySet<number>,
): Float64Array {
  const { type, data } = weightsOf(product)!;
  const [rows = 1, columns = 1] = type.shape;
  const taps = sizeOf(type.shape.slice(2));
  const sums = new Float64Array(isMatMul(product) ? columns : rows);
  for (let i = 0; i < data.length; i++) {
    const [result, source] = isMatMul(product)
      ? [i % columns, Math.floor(i / columns)]
      : [Math.floor(i / (columns * taps)), Math.floor(i / taps) % columns];
    const channel = channels[source]!;
    if (gone.has(channel)) sums[result]! += data[i]! * (constants[channel] ?? 0);
  }
  return sums;
}

/** Who takes a constant up: the thresholds that alone read the product, or an offset behind a dense one. */
function receiverOf(graph: Graph, product: Product): Node<typeof qnn.multiThreshold> | 'offset' | undefined {
  const { y } = product.result;
  const [use] = y.uses;
  const reader = use?.node.op.name === qnn.multiThreshold.name ? use.node : undefined;
  const activation = reader as unknown as Node<typeof qnn.multiThreshold> | undefined;
  const axis = isMatMul(product) ? y.type.shape.length - 1 : 1;
  if (activation?.attrs.axis === axis && isOnlyRead(graph, y)) return activation;
  return isMatMul(product) ? 'offset' : undefined;
}

function lowered({ operand: { x, thresholds }, attrs }: Node<typeof qnn.multiThreshold>, part: Float64Array): Value {
  const [rows = 1, steps = 0] = thresholds.type.shape;
  const channels = x.type.shape[attrs.axis] ?? 1;
  const data = Float64Array.from({ length: channels * steps }, (_, i) => {
    const channel = Math.floor(i / steps);
    return thresholds.constant.data[(rows === 1 ? 0 : channel) * steps + (i % steps)]! - part[channel]!;
  });
  return constantValue(tensor(fitValues(data), [channels, steps], data), thresholds.name);
}

/** The activation and its product with fewer channels. */
function narrower(
  graph: Graph,
  activation: StuckActivation['node'],
  product: Product,
  stays: readonly number[],
): Value {
  const { thresholds } = activation.operand;
  const [rows = 1] = thresholds.type.shape;
  const own = rows === 1 ? thresholds : constantValue(picked(thresholds.constant, 0, stays), thresholds.name);
  const weights = constantValue(picked(weightsOf(product)!, isMatMul(product) ? 1 : 0, stays));
  const { origin } = product;
  const x = isMatMul(product)
    ? graph.add(qnn.matMul, { a: product.operand.a, b: weights }, product.attrs, { origin }).result.y
    : graph.add(qnn.conv, { x: product.operand.x, w: weights }, product.attrs, { origin }).result.y;
  return graph.add(qnn.multiThreshold, { x, thresholds: own }, activation.attrs, { origin: activation.origin }).result
    .y;
}

/** A step of the way on the narrower value. */
function again(graph: Graph, step: Node, x: Value, { channels }: Way, gone: ReadonlySet<number>): Value {
  const shape = (step.attrs as { readonly shape?: readonly number[] }).shape;
  const columns = channels.filter((channel) => !gone.has(channel)).length;
  const attrs = shape ? { shape: [...shape.slice(0, -1), columns] } : step.attrs;
  return graph.add(step.op, { x }, attrs, { origin: step.origin }).result['y'] as unknown as Value;
}

function withoutInputs(graph: Graph, { product, channels }: Way, x: Value, gone: ReadonlySet<number>): Value {
  const stays = Array.from(channels.keys()).filter((column) => !gone.has(channels[column]!));
  const weights = constantValue(picked(weightsOf(product)!, isMatMul(product) ? 0 : 1, stays));
  const { origin } = product;
  return isMatMul(product)
    ? graph.add(qnn.matMul, { a: x, b: weights }, product.attrs, { origin }).result.y
    : graph.add(qnn.conv, { x, w: weights }, product.attrs, { origin }).result.y;
}

/** The entries of a tensor along an axis, in order. */
function picked({ type, data }: Tensor, axis: number, entries: readonly number[]): Tensor {
  const inner = sizeOf(type.shape.slice(axis + 1));
  const size = type.shape[axis] ?? 1;
  const outer = data.length / (inner * size);
  const kept = data.slice(0, outer * entries.length * inner);
  let to = 0;
  for (let o = 0; o < outer; o++) {
    for (const entry of entries) {
      const from = (o * size + entry) * inner;
      kept.set(data.subarray(from, from + inner), to);
      to += inner;
    }
  }
  return tensor(
    type.elem,
    type.shape.map((own, i) => (i === axis ? entries.length : own)),
    kept,
  );
}
