import { float32, Graph, qnn, tensor, constantValue, tensorType, uint } from '@finnc/ir';
import { graphOf, randomGraph } from '@finnc/ir/testing';
import { describe, expect, it } from 'vitest';
import { readModel, writeModel, type OnnxModel } from '../onnx/index.ts';
import { exportGraph } from './graph.ts';

/** What a viewer sees: everything but the bytes of constants. */
function structure({ graph, opsets }: OnnxModel): unknown {
  return {
    opsets: [...opsets].sort(),
    nodes: graph.nodes.map(({ attributes, ...node }) => ({ ...node, attributes: [...attributes].sort() })),
    inputs: graph.inputs,
    outputs: graph.outputs,
    constants: [...graph.initializers].map(([name, { dims, dataType, data }]) => [
      name,
      dims,
      dataType,
      Array.from(data as ArrayLike<number>),
    ]),
    annotations: [...graph.annotations].map(([name, entries]) => [name, ...entries.values()]),
  };
}

function writtenAndRead(graph: Graph): OnnxModel {
  const read = readModel(writeModel(exportGraph(graph)));
  if (!('model' in read)) throw new Error(JSON.stringify(read.problem));
  return read.model;
}

describe('a graph as an ONNX model', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('is read back as it was written: random network %i', (seed) => {
    const graph = randomGraph(seed);
    expect(structure(writtenAndRead(graph))).toEqual(structure(exportGraph(graph)));
  });

  const text = `graph(%x: uint2[1,3]) {
    %w = const bipolar[3,2] [1, -1, 1, 1, -1, 1]
    %a = qnn.mat_mul(%x, %w) {outType = int4} from "MatMul_1"
    %t = const int3[1,1] [2]
    %y = qnn.multi_threshold(%a, %t) {outType = bipolar, outScale = 2, outBias = -1, axis = 1}
    return %y
  }`;
  const model = writtenAndRead(graphOf(text, qnn.qnnOps));

  it('has the ops under their names, in a domain of our own', () => {
    expect(model.graph.nodes.map(({ opType, domain }) => `${domain}::${opType}`)).toEqual([
      'finnc.qnn::MatMul',
      'finnc.qnn::MultiThreshold',
    ]);
    expect(model.opsets.get('finnc.qnn')).toBe(1);
  });

  it('tells the type of each value as FINN does', () => {
    const types = new Set([...model.graph.annotations.values()].map((entries) => entries.get('finn_datatype')));
    expect([...types].sort()).toEqual(['BIPOLAR', 'INT3', 'INT4', 'UINT2']);
  });

  it('keeps attributes and the nodes they came from', () => {
    const [product, activation] = model.graph.nodes;
    expect(product?.attributes.get('origin')).toEqual({ type: 'strings', value: ['MatMul_1'] });
    expect(activation?.attributes.get('outBias')).toEqual({ type: 'int', value: -1 });
    expect(activation?.attributes.get('outType')).toEqual({ type: 'string', value: 'bipolar' });
  });

  it('holds constants in the narrowest type that keeps them', () => {
    const graph = new Graph();
    for (const values of [[1, -128], [128], [2 ** 31], [0.5]]) {
      const value = constantValue(tensor(float32, [values.length], Float64Array.from(values)));
      const { type } = value;
      graph.output(value, { name: 'y', source: type, scale: [1], bias: [0], shape: type.shape, perm: [0] });
    }
    const { initializers } = exportGraph(graph).graph;
    expect([...initializers.values()].map(({ dataType }) => dataType)).toEqual(['int8', 'int32', 'float64', 'float64']);
  });

  it('gives every value a name of its own, also where two have the same', () => {
    const graph = new Graph();
    const type = tensorType(uint(2), [1, 2]);
    const port = { name: 'x', source: type, perm: [0, 1] };
    const [a, b] = [graph.input(type, port), graph.input(type, port)];
    graph.output(graph.add(qnn.add, { a, b }, {}).result.y, {
      name: 'x',
      source: type,
      scale: [1],
      bias: [0],
      shape: [1, 2],
      perm: [0, 1],
    });
    expect(writtenAndRead(graph).graph.inputs.map(({ name }) => name)).toEqual(['x', 'x_1']);
  });
});
