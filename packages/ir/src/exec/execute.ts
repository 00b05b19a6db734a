import { analyseIntegers, approximate, settler, type ScaledInteger } from '../analysis/index.ts';
import type { Ask } from '../facet/facet.ts';
import type { Graph, Node, Value } from '../graph/graph.ts';
import { lazily } from '../lazily.ts';
import type { Arithmetic, EvaluateContext } from '../op/op.ts';
import { broadcastOffsets, sameShape, showType, type Tensor } from '../tensor/index.ts';

export interface ExecuteOptions {
  readonly arithmetic?: Arithmetic;
  /** Answers for the analysis that settles ties in `exact` arithmetic; without it doubles decide alone. */
  readonly ask?: Ask;
  /** Called with every value as it is computed. */
  readonly onValue?: (value: Value, result: Tensor) => void;
}

/**
 * Runs a graph node by node by the meaning of its ops: the reference everything else is compared with.
 *
 * Nodes that depend on constants only are computed in float32 in both arithmetics: the code of a weight is what the
 * exporter's own tools make of it. So are, where `ask` knows them, those between a real input and its first quantiser:
 * the input is a float32, and frameworks round what they compute of it. What the host computes comes as float32, too. In `exact` the value of a code is then
 * code · scale without the rounding.
 *
 * @param feeds  one tensor per graph input, of its shape
 * @returns      one tensor per graph output
 * @throws RangeError if a feed has the wrong shape
 */
export function execute(graph: Graph, feeds: readonly Tensor[], options: ExecuteOptions = {}): Tensor[] {
  return executor(graph, options)(feeds);
}

/** `execute` for many inputs: what depends on constants only is computed once. */
export function executor(graph: Graph, options: ExecuteOptions = {}): (feeds: readonly Tensor[]) => Tensor[] {
  const { arithmetic = 'exact', ask, onValue } = options;
  const order = graph.order();
  const remaining = useCounts(graph, order);
  const known = arithmetic === 'exact' && ask ? lazily(() => analyseIntegers(graph, ask).facts) : undefined;
  const fixed = new Map<Value, Tensor>();
  const folded = new Map<Value, Tensor>();
  const live: Node[] = [];
  for (const node of order) {
    if (!Object.values<Value>(node.operand).every((value) => value.constant ?? fixed.has(value))) live.push(node);
    else if (!fixFromFacts(node, known?.(), fixed)) {
      run(
        node,
        (value) => value.constant ?? fixed.get(value),
        'float32',
        () => undefined,
        (value, result) => {
          fixed.set(value, result);
          folded.set(value, result);
        },
      );
    }
  }
  // What constants come to decides what is a real input: a sum with a folded bias is none.
  const facts =
    known && ask && folded.size > 0 ? lazily(() => analyseIntegers(graph, ask, { constants: folded }).facts) : known;
  const rounded = lazily(
    () => new Set(facts ? live.filter((node) => readsReals(node) && isFloat32(node, facts())) : []),
  );
  return (feeds) => {
    const values = new Map<Value, Tensor>(fixed);
    const readers = new Map(remaining);
    graph.inputs.forEach((value, i) => {
      const feed = feeds[i];
      if (!feed || !sameShape(feed.type.shape, value.type.shape)) {
        throw new RangeError(
          `input ${i} is ${feed ? showType(feed.type) : 'missing'}, the graph wants ${showType(value.type)}`,
        );
      }
      values.set(value, feed);
      onValue?.(value, feed);
    });
    const get = (value: Value): Tensor | undefined => value.constant ?? values.get(value);
    for (const node of live) {
      const rounds = rounded().has(node);
      run(
        node,
        get,
        rounds ? 'float32' : arithmetic,
        (value) => facts?.().get(value),
        (value, computed) => {
          const result = rounds ? unrounded(computed, facts?.().get(value)) : asHostGives(value, computed, facts);
          values.set(value, result);
          onValue?.(value, result);
        },
      );
      // Let tensors go as soon as their last reader has run: deep networks would hold every activation.
      for (const value of Object.values<Value>(node.operand)) {
        const left = (readers.get(value) ?? 0) - 1;
        readers.set(value, left);
        if (left === 0 && !fixed.has(value)) values.delete(value);
      }
    }
    return graph.outputs.map((value) => {
      const result = get(value);
      if (!result) throw new Error(`output ${describe(value)} was not computed`);
      return result;
    });
  };
}

const movingOperands = (node: Node): Value[] => Object.values<Value>(node.operand).filter((value) => !value.constant);

/** Whether a node may belong to what comes before the first quantiser; to ask for facts is dear. */
const readsReals = (node: Node): boolean => movingOperands(node).every(({ type }) => type.elem.kind === 'float');

/** Whether the analysis takes a node's results for what float32 makes of a real input. */
function isFloat32(node: Node, facts: ReadonlyMap<Value, ScaledInteger>): boolean {
  const fromInput = movingOperands(node).every((value) => facts.get(value)?.float32);
  return (
    fromInput &&
    Object.values<Value>(node.result).every((value) => {
      const fact = facts.get(value);
      return fact !== undefined && (fact.domain === 'integer' || fact.float32 !== undefined);
    })
  );
}

/** A result that nothing exact is known of is a float32: the host computes it, or will. */
function asHostGives(
  value: Value,
  result: Tensor,
  facts: (() => ReadonlyMap<Value, ScaledInteger>) | undefined,
): Tensor {
  const { type, data } = result;
  const isReal = type.elem.kind === 'float' && data instanceof Float64Array;
  return isReal && facts?.().get(value)?.float32 ? { type, data: Float32Array.from(data) } : result;
}

/** Codes that float32 has decided, as exact reals: code · scale + bias in doubles. */
function unrounded(result: Tensor, fact: ScaledInteger | undefined): Tensor {
  if (fact?.domain !== 'integer' || result.type.elem.kind !== 'float') return result;
  const { shape } = result.type;
  const [scales, biases] = [approximate(fact.scale), approximate(fact.bias)];
  const [scaleAt, biasAt] = [broadcastOffsets(scales.shape, shape), broadcastOffsets(biases.shape, shape)];
  const data = Float64Array.from(result.data, (real, i) => {
    const [scale, bias] = [scales.data[scaleAt[i]!]!, biases.data[biasAt[i]!]!];
    return scale * Math.round((real - bias) / scale) + bias;
  });
  return { type: result.type, data };
}

function run(
  node: Node,
  get: (value: Value) => Tensor | undefined,
  arithmetic: Arithmetic,
  factOf: (value: Value) => ScaledInteger | undefined,
  set: (value: Value, result: Tensor) => void,
): void {
  const inputs: Record<string, Tensor> = {};
  for (const [key, value] of Object.entries<Value>(node.operand)) {
    const tensor = get(value);
    if (!tensor) throw new Error(`${node.name}: operand '${key}' (${describe(value)}) was not computed`);
    inputs[key] = tensor;
  }
  const settlers = new Map<string, ReturnType<typeof settler> | undefined>();
  const cx: EvaluateContext = {
    arithmetic,
    settle(key, index) {
      const value = (node.operand as Record<string, Value>)[key];
      if (!value) return undefined;
      if (!settlers.has(key)) {
        const fact = factOf(value);
        settlers.set(key, fact && settler(fact, value.type.shape));
      }
      return settlers.get(key)?.(index, inputs[key]!.data[index]!);
    },
  };
  const results = node.op.evaluate(inputs as never, node.attrs as never, cx);
  for (const key of node.op.results) {
    const [value, result] = [(node.result as Record<string, Value>)[key]!, results[key]];
    if (!result) throw new Error(`${node.op.name} computed no '${key}'`);
    set(value, result);
  }
}

/**
 * The values of quantised constants in doubles, code · scale + bias: float32 would be 2^-24 away from what the analysis
 * takes for exact. False if the analysis does not know all results of the node.
 */
function fixFromFacts(
  node: Node,
  facts: ReadonlyMap<Value, ScaledInteger> | undefined,
  fixed: Map<Value, Tensor>,
): boolean {
  const results = Object.values<Value>(node.result);
  // Behind a curve, scale and bias do not make the numbers of the integers.
  const isKnown = (fact?: ScaledInteger): boolean => fact?.constant !== undefined && fact.curve === undefined;
  if (!results.every((value) => isKnown(facts?.get(value)))) return false;
  for (const value of results) {
    const fact = facts?.get(value);
    if (fact?.constant) fixed.set(value, realConstant(fact, fact.constant));
  }
  return true;
}

function realConstant(fact: ScaledInteger, { type, data: codes }: Tensor): Tensor {
  const [scales, biases] = [approximate(fact.scale), approximate(fact.bias)];
  const isPlain = scales.data.length === 1 && biases.data.length === 1;
  const [scale, bias] = [scales.data[0]!, biases.data[0]!];
  if (isPlain && scale === 1 && bias === 0) return { type, data: codes };
  const data = new Float64Array(codes.length);
  if (isPlain) {
    for (let i = 0; i < data.length; i++) data[i] = scale * codes[i]! + bias;
  } else {
    const [scaleAt, biasAt] = [broadcastOffsets(scales.shape, type.shape), broadcastOffsets(biases.shape, type.shape)];
    for (let i = 0; i < data.length; i++) data[i] = scales.data[scaleAt[i]!]! * codes[i]! + biases.data[biasAt[i]!]!;
  }
  return { type, data };
}

function useCounts(graph: Graph, order: readonly Node[]): Map<Value, number> {
  const counts = new Map<Value, number>();
  const count = (value: Value): void => void counts.set(value, (counts.get(value) ?? 0) + 1);
  for (const node of order) for (const value of Object.values<Value>(node.operand)) count(value);
  // Outputs have one more reader that never runs, so they stay.
  for (const value of graph.outputs) count(value);
  return counts;
}

const describe = (value: Value): string => value.name ?? value.owner?.node.name ?? 'unnamed';
