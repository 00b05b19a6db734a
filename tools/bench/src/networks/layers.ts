import {
  constantValue,
  fitInt,
  Graph,
  int,
  tensor,
  tensorType,
  type ConstantValue,
  type ScalarType,
  type TensorData,
  type Value,
} from '@finnc/ir';
import { labelSelect, mvau, thresholding } from '@finnc/layers';

/** Graphs of hardware layers, written by hand: ports give values as they are. */
export function graphOf(elem: ScalarType, shape: readonly number[], body: (graph: Graph, x: Value) => Value): Graph {
  const graph = new Graph();
  const type = tensorType(elem, shape);
  const perm = shape.map((_, axis) => axis);
  const y = body(graph, graph.input(type, { name: 'x', source: type, perm }));
  const axes = y.type.shape.map((_, axis) => axis);
  graph.output(y, { name: 'y', source: y.type, scale: [1], bias: [0], shape: y.type.shape, perm: axes });
  return graph;
}

export interface Product {
  readonly type: ScalarType;
  /** `[rows, columns]`, row-major. */
  readonly weights: TensorData;
  readonly rows: number;
  readonly activation?: Activation;
}
export interface Activation {
  readonly outType: ScalarType;
  /** `[1 | rows, steps]`, row-major, each row ascending. */
  readonly thresholds: Float64Array;
  readonly rows: number;
}

/** A matrix-vector unit; without an activation its accumulators come out, in the narrowest type that holds them. */
export function product(graph: Graph, x: Value, { type, weights, rows, activation }: Product): Value {
  const columns = x.type.shape.at(-1)!;
  const accType = accumulatorOf(x.type.elem, weights, columns);
  const outType = activation?.outType ?? accType;
  const thresholds = activation ? stepsOf(activation) : constantValue(tensor(int(32), [1, 0], []));
  const operands = {
    x,
    weights: constantValue(tensor(type, [rows, columns], weights)),
    thresholds,
    offsets: constantValue(tensor(int(8), [0], [])),
  };
  const outBias = activation ? biasOf(outType) : 0;
  const unfolded = { pe: 1, simd: 1, ramStyle: 'auto', resType: 'auto', rowClasses: [], columnClasses: [] } as const;
  return graph.add(mvau, operands, { outType, outBias, accType, ...unfolded }).result.y;
}

/** Thresholds on their own. */
export function thresholds(graph: Graph, x: Value, activation: Activation): Value {
  const { outType } = activation;
  const operands = { x, thresholds: stepsOf(activation) };
  return graph.add(thresholding, operands, { outType, outBias: biasOf(outType), pe: 1 }).result.y;
}

/** The index of the greatest. */
export const select = (graph: Graph, x: Value): Value => graph.add(labelSelect, { x }, { k: 1, pe: 1 }).result.y;

const stepsOf = ({ thresholds, rows }: Activation): ConstantValue =>
  constantValue(tensor(int(54), [rows, thresholds.length / rows], thresholds));

/** The code below the first threshold. */
const biasOf = (outType: ScalarType): number =>
  outType.kind === 'bipolar' ? -1 : outType.kind === 'int' && outType.signed ? -(2 ** (outType.bits - 1)) : 0;

/** The narrowest type of all sums that inputs of a type can give. */
function accumulatorOf(elem: ScalarType, weights: TensorData, columns: number): ScalarType {
  const [low, high] = rangeOf(elem);
  let [least, most] = [0, 0];
  for (let from = 0; from < weights.length; from += columns) {
    let [below, above] = [0, 0];
    for (let i = from; i < from + columns; i++) {
      below += Math.min(weights[i]! * low, weights[i]! * high);
      above += Math.max(weights[i]! * low, weights[i]! * high);
    }
    [least, most] = [Math.min(least, below), Math.max(most, above)];
  }
  const { bits } = fitInt(least, most);
  return int(least < 0 ? bits : bits + 1);
}

/** Least and greatest value of an integer type. */
export function rangeOf(elem: ScalarType): readonly [low: number, high: number] {
  if (elem.kind !== 'int') return [-1, 1];
  return elem.signed ? [-(2 ** (elem.bits - 1)), 2 ** (elem.bits - 1) - 1] : [0, 2 ** elem.bits - 1];
}
