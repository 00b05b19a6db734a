import { plainSimulator } from '@finnc/backend-simulator';
import { execute, isInteger, readPort, type Graph, type PassContext, type Value } from '@finnc/ir';
import { convertToHw, narrow, runPipeline, streamline, tidyUp } from '@finnc/passes';
import { describe, expect, it } from 'vitest';
import { sampleFeeds, valuesOf, type GoldenSamples } from '../src/corpus/golden.ts';
import type { BuildState } from '../src/steps/state.ts';
import { typeInputs } from '../src/steps/typed-input.ts';
import { codesOf, golden, hasData, hasTrace, loadGraph, registry, trace } from './corpus.ts';

/** Depthwise, one-dimensional, dilated, biased and transposed convolutions, and a pixel shuffle. */
const models = [
  'dws-block-random.qonnx.onnx',
  'dws-block-random.qonnx-dynamo.onnx',
  'dws-block-random.qcdq.onnx',
  'd-dws-block-random.lowered.onnx',
  'kws1d-w3a3-random.qonnx.onnx',
  'kws1d-w3a3-random.qcdq.onnx',
  'd-kws1d-w3a3-random.bn2affine.onnx',
  'sr-transpose-pixelshuffle-random.qonnx.onnx',
  'sr-transpose-pixelshuffle-random.qcdq.onnx',
  'mobilenetv1-w4a4-random.qonnx.onnx.gz',
  'mobilenetv1-w4a4-random.qonnx-dynamo.onnx.gz',
] as const;

const cx: PassContext = {
  ask: registry.ask.bind(registry),
  lowerings: registry.lowerings,
  report: ({ severity, message }) => {
    if (severity === 'error') throw new Error(message);
  },
};

/** MobileNet takes pixels as they are, divided by 255; its first convolution has no quantiser before it. */
const isOfPixels = (model: string): boolean => model.startsWith('mobilenet');

function streamlined(model: string): Graph {
  const graph = loadGraph(model);
  if (isOfPixels(model)) {
    const config = { inputType: 'uint8', normalize: '1/255' };
    const state = { options: { config }, report: cx.report, diagnostics: [] };
    typeInputs(state as unknown as BuildState, graph);
  }
  runPipeline(graph, [tidyUp(), streamline(), narrow()], cx);
  return graph;
}

/** The recorded samples, as pixels where the network takes them so. */
function samplesOf(model: string): GoldenSamples {
  const samples = golden(model);
  if (!isOfPixels(model)) return samples;
  const pixels = samples.inputs.map(({ shape, data }) => ({
    shape,
    data: Float32Array.from(data as ArrayLike<number>, (x) => Math.round(x * 255)),
  }));
  return { ...samples, inputs: pixels };
}

describe.skipIf(!hasData)('convolutions of every kind', { timeout: 120_000 }, () => {
  it.each(models)('%s gives the golden outputs in hardware', (model) => {
    const graph = streamlined(model);
    runPipeline(graph, [convertToHw()], cx);
    const samples = samplesOf(model);
    const feeds = Array.from({ length: Math.min(samples.count, 3) }, (_, i) => sampleFeeds(samples, i, graph));
    const { runBatch } = plainSimulator(graph, registry);
    runBatch(feeds).forEach(([result], frame) => {
      const got = readPort(graph.outputPorts[0]!, result!).data;
      const want = valuesOf(samples.outputs[0]!, frame);
      // float32 sums of the reference are off by some 1e-7 of the largest; a code would be off by much more.
      const largest = Math.max(...Array.from(want as ArrayLike<number>, Math.abs));
      const wrong = got.findIndex((value, i) => Math.abs(value - want[i]!) > 1e-6 * Math.max(1, largest));
      expect(wrong, `sample ${frame}, element ${wrong}`).toBe(-1);
    });
  });

  it.each(models.filter((model) => hasData && hasTrace(model)))('%s gives every golden activation code', (model) => {
    const graph = streamlined(model);
    const recorded = trace(model);
    const compared = new Set<string>();
    execute(graph, sampleFeeds(samplesOf(model), 0, graph), {
      ask: registry,
      onValue(value: Value, { data }) {
        const { name, meaning } = value;
        const want = name === undefined ? undefined : recorded.get(name.replaceAll('/', '__'));
        if (!want || !meaning || !value.owner || !isInteger(value.type.elem)) return;
        compared.add(meaning.tensor);
        expect(
          Array.from(data, (code) => code + 0),
          name,
        ).toEqual(codesOf(want, meaning, value.type.shape));
      },
    });
    const quantised = graph.order().filter((node) => node.op.name === 'qnn.multi_threshold');
    expect(compared.size).toBeGreaterThanOrEqual(quantised.length);
  });
});
