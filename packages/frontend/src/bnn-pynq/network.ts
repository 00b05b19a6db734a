import {
  bipolar,
  constantValue,
  float32,
  Graph,
  int,
  qnn,
  tensor,
  tensorType,
  uint,
  type ConstantValue,
  type OutputPort,
  type Value,
} from '@finnc/ir';
import type { LayerDescription } from './description.ts';
import type { LayerParameters } from './parameters.ts';

/** A layer with what its files hold, in the terms of a graph. */
export interface NetworkLayer {
  readonly layer: LayerDescription;
  readonly parameters: LayerParameters;
  /** Real columns; those behind them only pad. */
  readonly inputs: number;
  /** Real rows, fewer than there are only in the last layer. */
  readonly rows: number;
  /** On sums of products, reached where greater or equal; absent for a layer that gives its accumulators. */
  readonly thresholds: Float64Array | undefined;
}

/** The network on bytes of an image, layer by layer; tensors are called `acc0`, `act0` and so on. */
export function buildNetwork(name: string, layers: readonly NetworkLayer[]): Graph {
  const graph = new Graph(name);
  const [first] = layers;
  if (!first) throw new RangeError('a network has at least one layer');
  let value = first.layer.conv ? fixedPointImage(graph, first.layer.conv) : bitImage(graph, first.inputs);
  for (const [i, layer] of layers.entries()) {
    const origin = [`L${i}`];
    const add = accumulate(graph, value, layer, origin);
    add.name = `acc${i}`;
    value = add;
    if (layer.thresholds) {
      value = activate(graph, add, layer, i === layers.length - 1, origin);
      value.name = `act${i}`;
    }
    value = toNext(graph, value, layer, layers[i + 1], origin);
  }
  value.name = layers.at(-1)?.thresholds ? 'bits' : 'logits';
  graph.output(value, plainPort(value, value.name));
  return graph;
}

function imageInput(graph: Graph, shape: readonly number[]): Value {
  const source = tensorType(float32, shape);
  return graph.input(tensorType(uint(8), shape), { name: 'pixels', source, perm: shape.map((_, axis) => axis) });
}

const plainPort = ({ type: { elem, shape } }: Value, name: string): OutputPort => ({
  name,
  source: tensorType(elem, shape),
  scale: [1],
  bias: [0],
  shape,
  perm: shape.map((_, axis) => axis),
});

/** One row of float32 thresholds for all channels. */
const sharedRow = (values: readonly number[]): ConstantValue =>
  constantValue(tensor(float32, [1, values.length], Float64Array.from(values)));

/** Pixels as ±1: bit 1 for a byte of 128 or more, which the host makes by `2 p / 255 − 1 ≥ 0`. */
function bitImage(graph: Graph, inputs: number): Value {
  const x = imageInput(graph, [1, inputs]);
  const attrs = { outType: float32, outScale: 2, outBias: -1, axis: 1 };
  return graph.add(qnn.multiThreshold, { x, thresholds: sharedRow([128]) }, attrs, { origin: ['input'] }).result.y;
}

/**
 * Pixels as the integers q of `ap_fixed<8,1>` numbers q / 128: 2 p / 255 − 1, rounded half up and saturated.
 * A staircase that rises with p is a count of thresholds: p once for each step that it rises there.
 */
function fixedPointImage(graph: Graph, { channels, size }: NonNullable<LayerDescription['conv']>): Value {
  // 128 (2 p / 255 − 1) + 1/2, on the common denominator.
  const code = (p: number): number => Math.min(127, Math.floor((256 * (2 * p - 255) + 255) / 510));
  const steps: number[] = [];
  for (let p = 1; p <= 255; p++) for (let q = code(p - 1); q < code(p); q++) steps.push(p);
  const x = imageInput(graph, [1, channels, size, size]);
  const attrs = { outType: float32, outScale: 1, outBias: code(0), axis: 1 };
  return graph.add(qnn.multiThreshold, { x, thresholds: sharedRow(steps) }, attrs, { origin: ['input'] }).result.y;
}

function accumulate(
  graph: Graph,
  x: Value,
  { layer, parameters, inputs, rows }: NetworkLayer,
  origin: string[],
): Value {
  const { columns, conv, weightBits } = layer;
  const elem = weightBits === 1 ? bipolar : int(2);
  const { weights } = parameters;
  if (conv) {
    const { kernel, channels } = conv;
    // Files hold the taps in the order (ky, kx, channel).
    const order = qnn.permuteData(weights.subarray(0, rows * columns), [rows, kernel, kernel, channels], [0, 3, 1, 2]);
    const w = constantValue(tensor(elem, [rows, channels, kernel, kernel], order));
    const window = { kernel: [kernel, kernel], strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1] };
    return graph.add(qnn.conv, { x, w }, { ...window, group: 1, outType: float32 }, { origin }).result.y;
  }
  const data = new Int8Array(rows * inputs);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < inputs; column++) data[column * rows + row] = weights[row * columns + column]!;
  const b = constantValue(tensor(elem, [inputs, rows], data));
  return graph.add(qnn.matMul, { a: x, b }, { outType: float32 }, { origin }).result.y;
}

/** One threshold gives ±1, or 0 and 1 at the end; two give −1, 0 and 1. */
function activate(graph: Graph, x: Value, layer: NetworkLayer, isLast: boolean, origin: string[]): Value {
  const steps = layer.layer.activationBits;
  const data = (layer.thresholds ?? new Float64Array()).slice(0, layer.rows * steps);
  const thresholds = constantValue(tensor(float32, [layer.rows, steps], data));
  const [outScale, outBias] = steps > 1 ? [1, -1] : isLast ? [1, 0] : [2, -1];
  return graph.add(qnn.multiThreshold, { x, thresholds }, { outType: float32, outScale, outBias, axis: 1 }, { origin })
    .result.y;
}

/** Between layers: a max-pool, and behind the last image its pixels in a row, channels innermost. */
function toNext(
  graph: Graph,
  x: Value,
  { layer }: NetworkLayer,
  next: NetworkLayer | undefined,
  origin: string[],
): Value {
  if (!next || !layer.conv) return x;
  const { pool } = layer;
  const window = { kernel: [pool, pool], strides: [pool, pool], pads: [0, 0, 0, 0], dilations: [1, 1] };
  const pooled = pool === 1 ? x : graph.add(qnn.maxPool, { x }, { ...window, layout: 'nchw' }, { origin }).result.y;
  if (next.layer.conv) return pooled;
  const turned = graph.add(qnn.transpose, { x: pooled }, { perm: [0, 2, 3, 1] }, { origin }).result.y;
  return graph.add(qnn.reshape, { x: turned }, { shape: [1, next.layer.columns] }, { origin }).result.y;
}
