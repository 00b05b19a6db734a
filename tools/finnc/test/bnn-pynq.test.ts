import { importParameters, type ParameterFiles } from '@finnc/frontend';
import { packParameters, type PackedLayer } from '@finnc/frontend/testing';
import { execute, qnn, readPort, type Graph, type PassContext, type Tensor } from '@finnc/ir';
import { runPipeline, tidyUp } from '@finnc/passes';
import { describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { sampleFeeds, valuesOf } from '../src/corpus/golden.ts';
import { golden, hasData, loadGraph, registry } from './corpus.ts';

const cx: PassContext = { ask: registry.ask.bind(registry), lowerings: [], report: () => undefined };

type Folding = readonly (readonly [pe: number, simd: number])[];
const cnv1: Folding = [
  [16, 3],
  [32, 32],
  [16, 32],
  [16, 32],
  [4, 32],
  [1, 32],
  [1, 4],
  [1, 8],
  [4, 1],
];
const cnv2: Folding = [
  [8, 3],
  [16, 16],
  [8, 16],
  [8, 16],
  [4, 8],
  [1, 8],
  [1, 2],
  [2, 2],
  [4, 1],
];
const lfc: Folding = [
  [32, 64],
  [64, 32],
  [32, 64],
  [16, 8],
];

/** The layers of a network rebuilt from BNN-PYNQ's parameters by other tools, in the foldings of its overlays. */
function layersOf(model: string, folding: Folding, bits: readonly [1 | 2, 1 | 2]): readonly PackedLayer[] {
  const graph = loadGraph(model);
  runPipeline(graph, [tidyUp()], cx);
  const products = graph.order().filter(({ op }) => op === qnn.conv || op === qnn.matMul);
  const activations = graph
    .order()
    .filter(({ op }) => op === qnn.multiThreshold)
    .slice(1);
  return products.map((node, i) => {
    const [pe, simd] = folding[i]!;
    const operand = node.operand as { readonly b?: { constant?: Tensor }; readonly w?: { constant?: Tensor } };
    const { type, data } = (operand.w ?? operand.b)!.constant!;
    const [rows = 1, channels = 1, kernel = 1] = operand.w ? type.shape : type.shape.toReversed();
    const order = operand.w ? [0, 2, 3, 1] : [1, 0];
    const steps = activations[i]?.operand as { readonly thresholds: { readonly constant: Tensor } } | undefined;
    const inputs = data.length / rows;
    const [image] = Object.values<{ type: { shape: readonly number[] } }>(node.operand);
    return {
      rows,
      inputs,
      weights: qnn.permuteData(data, type.shape, order),
      ...(steps ? { thresholds: steps.thresholds.constant.data } : {}),
      pe,
      simd,
      weightBits: bits[0],
      activationBits: i === products.length - 1 ? 1 : bits[1],
      columns: i === 0 && !operand.w ? 832 : inputs,
      paddedRows: i === products.length - 1 ? 64 : rows,
      ...(operand.w ? { conv: { kernel, channels, size: image!.type.shape[2]! } } : {}),
    };
  });
}

function imported(files: ParameterFiles, name: string): Graph {
  const { graph, diagnostics } = importParameters(files, name);
  expect(diagnostics).toEqual([]);
  return graph!;
}

function outputsOf(graph: Graph, model: string, tensor?: string): readonly (readonly number[])[] {
  const samples = golden(model);
  return Array.from({ length: samples.count }, (_, frame) => {
    let traced: readonly number[] = [];
    const [result] = execute(graph, sampleFeeds(samples, frame, graph), {
      ask: registry,
      onValue: (value, { data }) => {
        if (value.name === tensor) traced = Array.from(data);
      },
    });
    return tensor === undefined ? Array.from(readPort(graph.outputPorts[0]!, result!).data) : traced;
  });
}

function goldenOutputs(model: string): readonly (readonly number[])[] {
  const { count, outputs } = golden(model);
  return Array.from({ length: count }, (_, frame) => Array.from(valuesOf(outputs[0]!, frame)));
}

describe.skipIf(!hasData)('folders of BNN-PYNQ parameters made from the trained networks', () => {
  it.each([
    ['cnvW1A1-cifar10.finn.onnx.gz', cnv1, [1, 1]],
    ['cnvW1A2-cifar10.finn.onnx.gz', cnv1, [1, 2]],
    ['cnvW2A2-cifar10.finn.onnx.gz', cnv2, [2, 2]],
  ] as const satisfies readonly (readonly [string, Folding, readonly [1 | 2, 1 | 2]])[])(
    '%s gives the golden logits',
    (model, folding, bits) => {
      const graph = imported(packParameters(layersOf(model, folding, bits), Array.from('0123456789')), 'cnv');
      expect(outputsOf(graph, model)).toEqual(goldenOutputs(model));
    },
  );

  it.each([
    ['lfcW1A1-mnist.finn.onnx.gz', [1, 1]],
    ['lfcW1A2-mnist.finn.onnx.gz', [1, 2]],
  ] as const satisfies readonly (readonly [string, readonly [1 | 2, 1 | 2]])[])(
    '%s gives the golden accumulators before its last thresholds',
    (model, bits) => {
      const layers = layersOf(model, lfc, bits);
      const graph = imported(packParameters(withLastThresholds(layers)), 'lfc');
      expect(outputsOf(graph, model, 'acc3')).toEqual(goldenOutputs(model));
    },
  );

  it('lfcW1A1 gives the golden bits of the hardware, from classes told apart without classes.txt', () => {
    const model = 'lfcW1A1-mnist-hwbits.finn.onnx.gz';
    const graph = imported(packParameters(layersOf(model, lfc, [1, 1])), 'lfc');
    expect(graph.outputs[0]!.type.shape).toEqual([1, 10]);
    expect(graph.metadata.get('finnc.decision')).toBe('highest-bit');
    expect(outputsOf(graph, model)).toEqual(goldenOutputs(model));
  });

  it('compile to a design with the folding of config.h', async () => {
    const model = 'cnvW1A1-cifar10.finn.onnx.gz';
    const files = packParameters(layersOf(model, cnv1, [1, 1]));
    const result = await compile({ model: files, file: 'cnvW1A1', config: { backend: ['report'], check: 1 } });
    expect(result.diagnostics.filter(({ severity }) => severity !== 'note')).toEqual([]);
    const cycles = result.report!.layers.filter(({ name }) => name.startsWith('MVAU')).map((layer) => layer.cycles);
    expect(cycles).toEqual([32400, 28224, 20736, 28800, 20736, 18432, 32768, 32768, 2560]);
  });
});

/** The model gives logits, the overlay bits; which thresholds lie between does not matter for accumulators. */
const withLastThresholds = (layers: readonly PackedLayer[]): readonly PackedLayer[] =>
  layers.map((layer, i) => (i < layers.length - 1 ? layer : { ...layer, thresholds: new Array<number>(10).fill(0) }));
