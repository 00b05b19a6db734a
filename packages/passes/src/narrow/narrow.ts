import {
  alongAxis,
  analyseIntegers,
  constantValue,
  definePass,
  extremes,
  fitInt,
  fitValues,
  isInteger,
  qnn,
  rationals,
  rebuildNode,
  isNode,
  refreshTypes,
  retyped,
  tensor,
  type Field,
  type Graph,
  type Node,
  type OpDef,
  type ScalarType,
  type ScaledInteger,
  type Tensor,
  type Value,
  zipField,
} from '@finnc/ir';

/** The ops that accumulate, and the operand that holds their weights. */
const products = new Map<string, string>([
  [qnn.matMul.name, 'b'],
  [qnn.conv.name, 'w'],
  [qnn.depthwiseProduct.name, 'w'],
]);

/** Ops whose result is an accumulator of type `outType`. */
const summing: readonly OpDef[] = [qnn.matMul, qnn.conv, qnn.depthwiseProduct, qnn.offset, qnn.sum, qnn.sumPool];

/**
 * Gives every accumulator, weight and threshold the narrowest type that holds the values it can take.
 *
 * Accumulator ranges are exact for the weights at hand and the type of the input. Weights of ±1 are `bipolar`, one bit.
 * Thresholds outside the accumulator's range are moved to its edge, where they decide the same.
 */
export const narrow = definePass({
  name: 'narrow',
  summary: 'Exact widths for accumulators, weights and thresholds.',
  needs: 'integer',
  run(graph, _options, cx) {
    // Weights first: accumulators do not depend on their type, and the analysis below sees final ones.
    for (const node of graph.order()) narrowWeights(graph, node);
    const analysis = analyseIntegers(graph, cx);
    const ranges = new Map<Value, Range>();
    for (const [value, fact] of analysis.facts) {
      if (fact.domain === 'integer') ranges.set(value, rangeOf(fact));
    }
    for (const node of graph.order()) narrowThresholds(graph, node, ranges);
    for (const node of graph.order()) narrowResult(graph, node, ranges);
    refreshTypes(graph);
  },
});

export interface Range {
  readonly low: Field<number>;
  readonly high: Field<number>;
}

/** The values a tensor of the integer stage takes: `scale · n + bias`, as flips and offsets leave n what it was. */
export function rangeOf({ scale, bias, low, high }: ScaledInteger): Range {
  const at = (n: Field<number>): Field<number> =>
    zipField(
      zipField(scale, n, (s, value) => rationals.toNumber(s) * value),
      bias,
      (product, b) => product + rationals.toNumber(b),
    );
  const [a, b] = [at(low), at(high)];
  return { low: zipField(a, b, Math.min), high: zipField(a, b, Math.max) };
}

function narrowWeights(graph: Graph, node: Node): void {
  const key = products.get(node.op.name);
  const value = key === undefined ? undefined : (node.operand as Record<string, Value>)[key];
  if (key === undefined || !value?.constant) return;
  if (value.type.elem.kind === 'bipolar' && value.constant.data.includes(-1)) return;
  const elem = fitValues(value.constant.data);
  if (elem === value.type.elem) return;
  graph.setOperand(node, key, constantValue(retyped(value.constant, elem), value.name));
}

function narrowThresholds(graph: Graph, node: Node, ranges: ReadonlyMap<Value, Range>): void {
  if (!isNode(node, qnn.multiThreshold)) return;
  const { x, thresholds } = node.operand as Node<typeof qnn.multiThreshold>['operand'];
  const range = ranges.get(x);
  if (!range || !isInteger(x.type.elem)) return;
  const rank = x.type.shape.length;
  const low = alongAxis(range.low, rank, Object.is);
  const high = alongAxis(range.high, rank, Object.is);
  if (!low || !high) return;
  const [rows = 1, steps = 0] = thresholds.type.shape;
  const edge = (entries: readonly number[], row: number, widest: (...values: number[]) => number): number =>
    entries.length === 1 ? entries[0]! : rows === 1 ? widest(...entries) : entries[row]!;
  const wantsRows = low.entries.length > 1 || high.entries.length > 1;
  const alongRows = [low.axis, high.axis].every((axis) => axis === undefined || axis === node.attrs.axis);
  if (wantsRows && rows > 1 && !alongRows) return;
  // Doubles hold every accumulator that the analysis accepts, up to 2^53.
  const data = Float64Array.from(thresholds.constant.data, (t, i) => {
    const row = Math.floor(i / Math.max(steps, 1));
    return Math.min(Math.max(Math.ceil(t), edge(low.entries, row, Math.min)), edge(high.entries, row, Math.max) + 1);
  });
  const clipped: Tensor = tensor(typeOf(data), thresholds.type.shape, data);
  graph.setOperand(node, 'thresholds', constantValue(clipped, thresholds.name));
}

function typeOf(data: Float64Array): ScalarType {
  let [low, high] = [0, 0];
  for (const value of data) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return fitInt(low, high);
}

function narrowResult(graph: Graph, node: Node, ranges: ReadonlyMap<Value, Range>): void {
  if (!summing.some((op) => isNode(node, op))) return;
  const value = (node.result as { readonly y: Value }).y;
  const range = ranges.get(value);
  if (!range) return;
  const [low, high] = extremes(range.low, range.high);
  // Inputs that a host computes are known by their type alone; what was found before the network was split is closer.
  if (Math.max(-low, high) > Number.MAX_SAFE_INTEGER) return;
  const outType = fitInt(Math.min(0, low), Math.max(0, high));
  if (outType.bits > value.type.elem.bits) return;
  if (outType !== value.type.elem)
    rebuildNode(graph, node as unknown as Node<typeof qnn.matMul>, { attrs: { outType } });
}
