import { qonnxName, type Graph, type Node, type Tensor, type Value } from '@finnc/ir';
import type {
  OnnxAttribute,
  OnnxData,
  OnnxModel,
  OnnxNode,
  OnnxTensor,
  OnnxValueInfo,
  TensorDataType,
} from '../onnx/index.ts';

/**
 * A graph of any stage as an ONNX model for viewers such as Netron: `qnn.mat_mul` is MatMul of the
 * domain `finnc.qnn`, and so on; value types are written as FINN's `finn_datatype` annotations.
 */
export function exportGraph(graph: Graph): OnnxModel {
  const names = valueNames(graph);
  const nameOf = (value: Value): string => names.get(value) ?? '';
  const initializers = new Map<string, OnnxTensor>();
  const valueInfo = new Map<string, OnnxValueInfo>();
  const annotations = new Map<string, ReadonlyMap<string, string>>();
  const describe = (value: Value): void => {
    const name = nameOf(value);
    valueInfo.set(name, infoOf(name, value));
    annotations.set(name, new Map([['finn_datatype', qonnxName(value.type.elem)]]));
    if (value.constant) initializers.set(name, onnxTensor(name, value.constant));
  };
  const domains = new Set<string>();
  const nodes: OnnxNode[] = graph.order().map((node) => {
    const operands = Object.values<Value>(node.operand);
    [...operands, ...Object.values<Value>(node.result)].forEach(describe);
    const [dialect = 'finnc', opType = node.op.name] = node.op.name.split('.', 2);
    domains.add(`finnc.${dialect}`);
    return {
      name: node.name,
      opType: pascal(opType),
      domain: `finnc.${dialect}`,
      inputs: operands.map(nameOf),
      outputs: node.op.results.map((key) => nameOf((node.result as Record<string, Value>)[key]!)),
      attributes: attributesOf(node),
    };
  });
  graph.outputs.filter((value) => value.constant).forEach(describe);
  return {
    irVersion: 8,
    opsets: new Map([['', 13], ...[...domains].map((domain): [string, number] => [domain, 1])]),
    producer: { name: 'finnc', version: '' },
    metadata: new Map(graph.metadata),
    functions: [],
    graph: {
      name: graph.name,
      nodes,
      inputs: graph.inputs.map((value) => infoOf(nameOf(value), value)),
      outputs: graph.outputs.map((value) => infoOf(nameOf(value), value)),
      valueInfo,
      initializers,
      annotations,
    },
  };
}

function valueNames(graph: Graph): Map<Value, string> {
  const names = new Map<Value, string>();
  const taken = new Set<string>();
  const give = (value: Value, wanted: string): void => {
    if (names.has(value)) return;
    let name = wanted;
    for (let i = 1; taken.has(name); i++) name = `${wanted}_${i}`;
    taken.add(name);
    names.set(value, name);
  };
  graph.inputs.forEach((value, i) => {
    give(value, value.name ?? `in${i}`);
  });
  for (const node of graph.order()) {
    for (const [key, value] of Object.entries<Value>(node.operand)) give(value, value.name ?? `${node.name}_${key}`);
    for (const [key, value] of Object.entries<Value>(node.result)) give(value, value.name ?? `${node.name}_${key}`);
  }
  graph.outputs.forEach((value, i) => {
    give(value, value.name ?? `out${i}`);
  });
  return names;
}

const pascal = (name: string): string =>
  name.replace(/(^|_)([a-z0-9])/g, (_, _dash, letter: string) => letter.toUpperCase());

const infoOf = (name: string, value: Value): OnnxValueInfo => ({ name, elemType: 'float32', shape: value.type.shape });

function attributesOf(node: Node): ReadonlyMap<string, OnnxAttribute> {
  const attributes = new Map<string, OnnxAttribute>();
  for (const [key, value] of Object.entries<unknown>(node.attrs)) {
    if (typeof value === 'number')
      attributes.set(
        key,
        Number.isInteger(value) ? { type: 'int', value } : { type: 'float', value: Math.fround(value) },
      );
    else if (typeof value === 'boolean') attributes.set(key, { type: 'int', value: value ? 1 : 0 });
    else if (Array.isArray(value)) attributes.set(key, { type: 'ints', value: value as number[] });
    else if (typeof value === 'string') attributes.set(key, { type: 'string', value });
    else {
      const spec = node.op.attrs[key];
      if (spec) attributes.set(key, { type: 'string', value: spec.print(value) });
    }
  }
  if (node.origin.length > 0) attributes.set('origin', { type: 'strings', value: node.origin });
  return attributes;
}

/** Constants travel in the narrowest ONNX type that holds them, so that intermediate models stay small. */
function onnxTensor(name: string, { type, data }: Tensor): OnnxTensor {
  const encode = (dataType: TensorDataType, encoded: OnnxData): OnnxTensor => ({
    name,
    dims: type.shape,
    dataType,
    data: encoded,
  });
  if (data instanceof Int8Array) return encode('int8', data);
  let [low, high, whole] = [0, 0, true];
  for (const value of data) {
    if (value < low) low = value;
    if (value > high) high = value;
    whole &&= Number.isInteger(value);
  }
  if (whole && low >= -128 && high <= 127) return encode('int8', Int8Array.from(data));
  if (whole && low >= -(2 ** 31) && high < 2 ** 31)
    return encode('int32', data instanceof Int32Array ? data : Int32Array.from(data));
  if (data instanceof Float32Array) return encode('float32', data);
  return encode('float64', Float64Array.from(data));
}
