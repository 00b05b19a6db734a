import { execute, qnn, Registry, sampleInputs, type Graph } from '@finnc/ir';
import { expectSameValues, graphOf, randomGraph } from '@finnc/ir/testing';
import { describe, expect, it } from 'vitest';
import { frontend } from '../dialects/index.ts';
import { importModel } from '../import/importer.ts';
import { readModel, writeModel, type OnnxModel } from '../onnx/index.ts';
import { exportModel } from './model.ts';
import type { OnnxTarget } from './writer.ts';

const registry = new Registry([frontend]);

function exported(graph: Graph, target: OnnxTarget = 'qonnx'): OnnxModel {
  const { model, diagnostics } = exportModel(graph, registry, target);
  expect(diagnostics).toEqual([]);
  const read = readModel(writeModel(model!));
  if (!('model' in read)) throw new Error(JSON.stringify(read.problem));
  return read.model;
}

const written = (text: string, target: OnnxTarget = 'qonnx'): OnnxModel => exported(graphOf(text, qnn.qnnOps), target);
const opTypes = ({ graph }: OnnxModel): string[] => graph.nodes.map(({ opType }) => opType);

describe('a network written as QONNX', () => {
  it('is read again with the same outputs, bit for bit', () => {
    for (let seed = 1; seed <= 80; seed++) {
      const graph = randomGraph(seed);
      const { graph: again, diagnostics } = importModel(exported(graph), registry.importers);
      expect(diagnostics, `seed ${seed}`).toEqual([]);
      const feeds = sampleInputs(graph, seed);
      const [before, after] = [graph, again!].map((one) => execute(one, feeds, { arithmetic: 'float32' }));
      before!.forEach((expected, i) => {
        expectSameValues(after![i]!, expected);
      });
    }
  });

  it.each(['qnn.trunc(%m, %s, %z, %o) {bits = 3, signed = true}', 'qnn.trunc_v1(%m, %s, %z) {shift = 2}'])(
    'has Trunc for %s',
    (body) => {
      const graph = graphOf(
        `graph(%x: int6[1,3,4,4]) {
          %s = const float32[] [0.25]
          %z = const float32[] [0]
          %o = const float32[] [1]
          %m = qnn.avg_pool(%x) {kernel = [2, 2], strides = [2, 2]}
          %y = ${body}
          return %y
        }`,
        qnn.qnnOps,
      );
      const model = exported(graph);
      expect(opTypes(model).slice(0, 2)).toEqual(['AveragePool', 'Trunc']);
      const { graph: again } = importModel(model, registry.importers);
      const feeds = sampleInputs(graph, 1);
      const [before, after] = [graph, again!].map((one) => execute(one, feeds, { arithmetic: 'float32' }));
      expectSameValues(after![0]!, before![0]!);
    },
  );

  it('keeps the names of tensors, inputs and outputs, and the types of integer inputs', () => {
    const model = written(`
      graph(%image: uint8[1,4]) {
        %s = const float32[] [0.5]
        %z = const float32[] [0]
        %"/act/codes" = qnn.quant(%image, %s, %z) {bits = 4, signed = false}
        return %"/act/codes"
      }`);
    expect(model.graph.inputs.map(({ name, shape }) => [name, shape])).toEqual([['image', [1, 4]]]);
    expect(model.graph.outputs.map(({ name }) => name)).toEqual(['/act/codes']);
    expect(model.graph.annotations.get('image')).toEqual(new Map([['finn_datatype', 'UINT8']]));
    expect(opTypes(model)).toEqual(['Quant']);
  });

  it('gives an output that is an input a node of its own', () => {
    const model = written('graph(%x: float32[1,4]) { return %x }');
    expect(opTypes(model)).toEqual(['Identity']);
  });

  it('has indices as int64', () => {
    const model = written('graph(%x: float32[1,4]) { %i = qnn.top_k(%x) {k = 2} return %i }');
    expect(model.graph.outputs.map(({ elemType }) => elemType)).toEqual(['int64']);
  });

  it('has thresholds in the layout that qonnx knows, or with channels last', () => {
    const thresholds = (shape: string, axis: number): string => `
      graph(%x: float32[${shape}]) {
        %t = const float32[2,1] [0, 1]
        %y = qnn.multi_threshold(%x, %t) {outType = float32, outScale = 2, outBias = -1, axis = ${axis}}
        return %y
      }`;
    const layout = (model: OnnxModel): unknown =>
      model.graph.nodes.find(({ opType }) => opType === 'MultiThreshold')?.attributes.get('data_layout')?.value;
    expect(layout(written(thresholds('1,2', 1)))).toBe('NC');
    expect(layout(written(thresholds('1,3,2', 2)))).toBe('NWC');
    expect(layout(written(thresholds('1,2,3,3', 1)))).toBe('NCHW');
    expect(opTypes(written(thresholds('1,3,2,3', 2)))).toEqual([
      'Transpose',
      'Reshape',
      'MultiThreshold',
      'Reshape',
      'Transpose',
    ]);
  });
});

describe('ports', () => {
  it('become nodes: the model has the layout and the numbers of the source model', () => {
    const graph = graphOf('graph(%x: int8[1,3,2]) { %y = qnn.transpose(%x) {perm = [0, 1, 2]} return %y }', qnn.qnnOps);
    const { source } = graph.inputPorts[0]!;
    graph.inputPorts[0] = { name: 'x', source: { ...source, shape: [1, 2, 3] }, perm: [0, 2, 1] };
    graph.outputPorts[0] = {
      ...graph.outputPorts[0]!,
      source: { ...source, shape: [6, 1] },
      shape: [1, 6],
      perm: [1, 0],
      scale: [0.5, 2],
      bias: [1],
    };
    const model = exported(graph, 'standard');
    expect(opTypes(model)).toEqual(['Transpose', 'Transpose', 'Mul', 'Add', 'Reshape', 'Transpose']);
    expect(model.graph.inputs[0]!.shape).toEqual([1, 2, 3]);
    expect(model.graph.outputs[0]).toMatchObject({ name: 'y', shape: [6, 1] });
  });
});

it('an op that has no counterpart is named with its node', () => {
  const graph = graphOf('graph(%x: float32[1,4]) { %y = qnn.relu(%x) return %y }', qnn.qnnOps);
  const { model, diagnostics } = exportModel(graph, { ask: () => undefined }, 'standard');
  expect(model).toBeUndefined();
  expect(diagnostics).toMatchObject([
    { code: 'FINNC2301', message: expect.stringContaining('(qnn.relu) cannot be written as standard ONNX') as string },
  ]);
});

it('real thresholds round up to float32, which compares as they do', () => {
  const text = (t: string): string => `
    graph(%x: float32[1,1]) {
      %t = const float32[1,1] [${t}]
      %y = qnn.multi_threshold(%x, %t) {outType = uint1, axis = 1}
      return %y
    }`;
  const threshold = (t: number): number => {
    const graph = graphOf(text('0'), qnn.qnnOps);
    const [node] = [...graph];
    Object.values(node!.operand)[1]!.constant!.data[0] = t;
    const [constant] = exported(graph).graph.initializers.values();
    return Number(constant!.data[0]);
  };
  expect(threshold(0.1)).toBe(Math.fround(0.1));
  for (const t of [0.1, -0.1, 1 + 2 ** -40, -1 - 2 ** -40, 2 ** -160, 3]) {
    const single = threshold(t);
    expect(single >= t, `${t}`).toBe(true);
    expect(Math.fround(single) - t).toBeLessThanOrEqual(Math.max(Math.abs(t) * 2 ** -23, 2 ** -149));
  }
});

describe('a chain of quantize and dequantize', () => {
  const chain = (zero: number): string => `
    graph(%x: float32[1,4]) {
      %s = const float32[] [0.25]
      %z = const int8[] [${zero}]
      %q = qnn.quantize(%x, %s, %z) {low = -7, high = 7}
      %y = qnn.dequantize(%q, %s, %z)
      return %y
    }`;

  it('is one Quant, narrow as the codes are', () => {
    const { graph } = written(chain(2));
    expect(graph.nodes.map(({ opType }) => opType)).toEqual(['Quant']);
    expect(graph.nodes[0]!.attributes).toEqual(
      new Map<string, unknown>([
        ['signed', { type: 'int', value: 1 }],
        ['narrow', { type: 'int', value: 1 }],
        ['rounding_mode', { type: 'string', value: 'ROUND' }],
      ]),
    );
  });

  it('stays arithmetic where the zero point is odd, with a note: ties would go the other way', () => {
    const { model, diagnostics } = exportModel(graphOf(chain(3), qnn.qnnOps), registry, 'qonnx');
    expect(diagnostics).toMatchObject([{ code: 'FINNC2302', severity: 'note' }]);
    expect(opTypes(model!)).not.toContain('Quant');
    expect(opTypes(model!)).toContain('Round');
  });

  it('of weights is a Quant of real weights that have the same codes', () => {
    const text = `
      graph(%x: float32[1,2]) {
        %w = const int8[2,2] [-3, 2, 1, 3]
        %s = const float32[2] [0.5, 0.125]
        %z = const int8[] [1]
        %r = qnn.dequantize(%w, %s, %z)
        %y = qnn.mat_mul(%x, %r)
        return %y
      }`;
    const model = written(text);
    expect(opTypes(model)).toEqual(['Quant', 'MatMul']);
    const { graph: again } = importModel(model, registry.importers);
    const [before, after] = [graphOf(text, qnn.qnnOps), again!].map((graph) =>
      execute(graph, [{ type: graph.inputs[0]!.type, data: Float32Array.of(1, 100) }], { arithmetic: 'float32' }),
    );
    expectSameValues(after![0]!, before![0]!);
  });
});
