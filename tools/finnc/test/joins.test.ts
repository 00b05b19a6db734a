import { plainSimulator } from '@finnc/backend-simulator';
import { execute, feedPort, isInteger, readPort, sampler, type Graph, type PassContext } from '@finnc/ir';
import { graphOf } from '@finnc/ir/testing';
import { convertToHw, fold, insertStreams, narrow, runPipeline, streamline, tidyUp } from '@finnc/passes';
import { describe, expect, it } from 'vitest';
import { sampleFeeds, valuesOf } from '../src/corpus/golden.ts';
import { compileNetwork, hasCompiler } from '../src/testing/compiled-network.ts';
import { golden, hasData, hasTrace, loadGraph, registry, trace } from './corpus.ts';

const cx: PassContext = {
  ask: registry.ask.bind(registry),
  lowerings: registry.lowerings,
  report: (diagnostic) => {
    if (diagnostic.severity === 'error') throw new Error(diagnostic.message);
  },
};

/** The graph as it is emitted, one lane a layer. */
function folded(graph: Graph): Graph {
  runPipeline(graph, [tidyUp(), streamline(), narrow(), convertToHw(), fold({ single: true }), insertStreams()], cx);
  return graph;
}

const models = [
  'resnet8-w4a4-random.qonnx.onnx',
  'd-resnet8-w4a4-random.lowered.onnx',
  'd-resnet8-w4a4-random.chanlast.onnx',
  'resnet-signed-fixedpoint-random.qonnx.onnx',
  'pool-upsample-concat-random.qonnx.onnx',
  'pool-upsample-concat-random.qonnx-dynamo.onnx',
  'd-pool-upsample-concat.chanlast.onnx',
] as const;

describe.skipIf(!hasData)('models of the corpus that fork and join', () => {
  it.each(models)('%s is layers only, which give the golden outputs', { timeout: 60_000 }, (model) => {
    const graph = folded(loadGraph(model));
    expect(graph.order().flatMap(({ op }) => (op.name.startsWith('hw.') ? [] : [op.name]))).toEqual([]);
    const samples = golden(model);
    const { run } = plainSimulator(graph, registry);
    for (let frame = 0; frame < samples.count; frame++) {
      const [result] = run(sampleFeeds(samples, frame, graph));
      const got = readPort(graph.outputPorts[0]!, result!).data;
      const want = valuesOf(samples.outputs[0]!, frame);
      // The golden run adds float32 products of scales that are no powers of two.
      const step = Math.max(...Array.from(want, Math.abs)) * 1e-6;
      const wrong = Array.from(want).findIndex((value, i) => !(Math.abs(value - got[i]!) <= step));
      expect(wrong, `sample ${frame}, element ${wrong}`).toBe(-1);
    }
  });

  it.each(models.filter((model) => hasData && hasTrace(model)))('%s gives every golden activation code', (model) => {
    const graph = loadGraph(model);
    runPipeline(graph, [tidyUp(), streamline(), narrow()], cx);
    const recorded = trace(model);
    let compared = 0;
    execute(graph, sampleFeeds(golden(model), 0, graph), {
      ask: registry,
      onValue(value, { data }) {
        const want = recorded.get((value.name ?? '').replaceAll('/', '__'));
        if (!want || value.meaning?.scale.length !== 1 || !value.owner || !isInteger(value.type.elem)) return;
        const [scale, bias] = [value.meaning.scale[0]!, value.meaning.bias[0]!];
        compared++;
        const codes = Array.from(want.data, (real) => Math.round((real - bias) / scale) + 0);
        expect(
          Array.from(data, (code) => code + 0),
          value.name,
        ).toEqual(codes);
      },
    });
    expect(compared).toBeGreaterThan(10);
  });
});

const eye = '1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1';
/** Two inputs, a fork of each, a sum, a concatenation, a slice, an enlargement, falling channels, and three outputs. */
const woven = `graph(%x: int4[1,2,4,4], %z: int4[1,2,4,4]) {
  %w = const float32[2,2,3,3] [${Array.from({ length: 36 }, (_, i) => (i % 5) - 2).join(', ')}]
  %p = qnn.conv(%x, %w) {kernel = [3, 3], strides = [1, 1], pads = [1, 1, 1, 1]}
  %o = const float32[] [0]
  %s = const float32[] [4]
  %q = qnn.quant(%p, %s, %o) {bits = 4, signed = true}
  %a = qnn.add(%x, %z)
  %k = const float32[2,1,1] [0.5, -1]
  %n = qnn.mul(%a, %k)
  %u = const float32[] [1]
  %b = qnn.quant(%n, %u, %o) {bits = 3, signed = true}
  %h = const float32[] [0.25]
  %r = qnn.mul(%q, %h)
  %c = qnn.concat(%r, %b) {axis = 1}
  %d = qnn.slice(%c) {axis = 1, start = 1, end = 4}
  %m = qnn.max_pool(%z) {kernel = [2, 2], strides = [2, 2]}
  %e = qnn.upsample(%m) {factors = [2, 2]}
  %f = qnn.sub(%e, %b)
  %v = const float32[4,4,1,1] [${eye}]
  %y = qnn.conv(%c, %v) {kernel = [1, 1], strides = [1, 1]}
  return %y, %d, %f
}`;

describe.skipIf(!hasCompiler())('C++ of a network with forks, joins, several inputs and outputs', () => {
  it('gives what the network means and what the simulator gives', { timeout: 60_000 }, () => {
    const before = graphOf(woven, registry.ops.values());
    const graph = folded(graphOf(woven, registry.ops.values()));
    const kinds = new Set(graph.order().map(({ op }) => op.name));
    for (const kind of ['add', 'concat', 'slice', 'upsample', 'fork', 'fifo']) expect(kinds).toContain(`hw.${kind}`);
    const sample = sampler(before, registry);
    const sources = Array.from({ length: 5 }, (_, seed) => sample(seed + 1));
    expect(graph.inputPorts.map(({ perm }) => perm)).toEqual([
      [0, 2, 3, 1],
      [0, 2, 3, 1],
    ]);
    const feeds = sources.map((inputs) =>
      inputs.map((tensor, i) => feedPort(graph.inputPorts[i]!, graph.inputs[i]!.type, tensor)),
    );
    const simulated = plainSimulator(graph, registry).runBatch(feeds);
    sources.forEach((inputs, frame) => {
      execute(before, inputs, { ask: registry }).forEach((want, i) => {
        const got = readPort(graph.outputPorts[i]!, simulated[frame]![i]!).data;
        expect(Array.from(got), `frame ${frame}, output ${i}`).toEqual(Array.from(want.data, (value) => value + 0));
      });
    });
    const network = compileNetwork(graph, registry, 0);
    try {
      network.run(feeds).forEach((outputs, frame) => {
        outputs.forEach((got, i) => expect(Array.from(got.data)).toEqual(Array.from(simulated[frame]![i]!.data)));
      });
    } finally {
      network.dispose();
    }
  });
});
