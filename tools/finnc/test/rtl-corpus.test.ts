import { readFileSync } from 'node:fs';
import path from 'node:path';
import { hasVerilator, simulate, type Simulation } from '@finnc/backend-rtl/testing';
import { plainSimulator } from '@finnc/backend-simulator';
import { sampler, type Graph, type Tensor } from '@finnc/ir';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { sampleFeeds } from '../src/corpus/golden.ts';
import { dataBeside, nodeGunzip } from '../src/model-file.ts';
import { modelTimings, timingOf } from '../src/testing/rtl-timing.ts';
import { golden, hasData, modelPath, registry } from './corpus.ts';
import { record, recorded } from './rtl-recorded.ts';

/** Models of the corpus with forks, joins, depthwise layers, pools and shuffles, and the rates they are folded for at 100 MHz. */
const models = [
  { model: 'resnet8-w4a4-random.qonnx.onnx', fps: 1000 },
  { model: 'resnet-signed-fixedpoint-random.qonnx.onnx', fps: 10_000 },
  { model: 'dws-block-random.qonnx.onnx', fps: 10_000 },
  { model: 'd-dws-block-random.lowered.onnx', fps: 5000 },
  { model: 'pool-upsample-concat-random.qonnx.onnx', fps: 5000 },
  { model: 'kws1d-w3a3-random.qonnx.onnx', fps: 2000 },
  { model: 'sr-transpose-pixelshuffle-random.qonnx.onnx', fps: 5000 },
  { model: 'mlp-mixed-random.qonnx.onnx', fps: 1_000_000 },
  { model: 'attention-w4a6-random.qonnx.onnx', fps: 100_000 },
] as const;
const frames = 6;
const pausedFrames = 3;

async function built({ model, fps }: (typeof models)[number]): Promise<Graph> {
  const file = modelPath(model);
  const { graph, diagnostics } = await compile({
    model: readFileSync(file),
    file,
    gunzip: nodeGunzip,
    externalData: dataBeside('.', file),
    config: { board: 'ZCU102', clockMhz: 100, fps, check: 0, backend: [], stopStep: 'insert-streams' },
    intermediateModels: false,
  });
  if (!graph) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  // One program holds them all, so that each needs a name.
  Object.defineProperty(graph, 'name', { value: path.basename(model, '.onnx') });
  return graph;
}

/** Recorded inputs where all of a model is hardware, else seeded ones. */
function inputs(model: string, graph: Graph): Tensor[][] {
  const samples = golden(model);
  const isWhole = samples.inputs.every(({ shape }, i) => {
    const own = graph.inputPorts[i]?.source.shape ?? [];
    return shape.slice(1).join() === own.join() || shape.slice(1).join() === own.slice(1).join();
  });
  const sample = sampler(graph, registry);
  return Array.from({ length: Math.min(samples.count, frames) }, (_, i) =>
    isWhole ? sampleFeeds(samples, i, graph) : sample(i + 1),
  );
}

describe.skipIf(!hasData)('models of the corpus as RTL', () => {
  it.each(models)('$model runs in both models in the cycles that Verilator measured', async (entry) => {
    const { frames: run, ...measured } = recorded[entry.model]!;
    const graph = await built(entry);
    for (const timing of modelTimings(graph, registry, run)) expect(timing).toEqual(measured);
  });

  describe.skipIf(!hasVerilator())('in Verilator', () => {
    const graphs: Graph[] = [];
    let simulation: Simulation | undefined;
    beforeAll(async () => {
      for (const entry of models) graphs.push(await built(entry));
      const given = graphs.map((graph, i) => {
        const feeds = inputs(models[i]!.model, graph);
        const outputs = plainSimulator(graph, registry).runBatch(feeds);
        return { graph, vectors: feeds.map((tensors, frame) => ({ inputs: tensors, outputs: outputs[frame]! })) };
      });
      simulation = await simulate(given, registry);
    }, 1_800_000);
    afterAll(() => {
      simulation?.dispose();
    }, 60_000);

    it.each([
      [false, frames],
      [true, pausedFrames],
    ] as const)(
      'give the words of the simulator in the cycles of both models; with pauses: %s',
      async (stalls, count) => {
        const results = await simulation!.run(count, stalls);
        if (!stalls) record(new Map(models.map(({ model }, i) => [model, results[i]!])));
        for (const [i, graph] of graphs.entries()) {
          const { model } = models[i]!;
          const { mismatches, stuck } = results[i]!;
          expect({ model, mismatches, stuck }).toEqual({ model, mismatches: 0, stuck: 0 });
          for (const timing of modelTimings(graph, registry, count, stalls))
            expect({ model, ...timing }).toEqual({ model, ...timingOf(results[i]!) });
        }
      },
      900_000,
    );
  });
});
