import { readFileSync } from 'node:fs';
import path from 'node:path';
import { hasVerilator, simulate } from '@finnc/backend-rtl/testing';
import { plainSimulator } from '@finnc/backend-simulator';
import { feedPort, sampler, tensor, type Graph, type Tensor } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { parseFolding } from '../src/config/parse-folding.ts';
import { fitToModel, openDataset } from '../src/data/dataset.ts';
import { nodeGunzip } from '../src/model-file.ts';
import { dataFolder, hasData, registry } from './corpus.ts';
import { modelTimings, timingOf } from '../src/testing/rtl-timing.ts';
import { record, recorded } from './rtl-recorded.ts';

interface Network {
  readonly name: string;
  /** An example model. */
  readonly model: string;
  /** PE and SIMD of each matrix-vector unit, or a rate to fold for. */
  readonly folding: readonly (readonly [pe: number, simd: number])[] | number;
  readonly images: string;
  readonly frames: number;
  /** Frames with random pauses. */
  readonly paused: number;
}

const mnist = 'mnist-t10k-images-idx3-ubyte.gz';
const cifar = 'cifar10-test-orig932.npz';
const networks: readonly Network[] = [
  { name: 'TFC', model: 'tfc-w1a1', folding: 200_000, images: mnist, frames: 1000, paused: 100 },
  { name: 'TFC of two bits', model: 'tfc-w2a2', folding: 200_000, images: mnist, frames: 200, paused: 50 },
  {
    name: 'SFC',
    model: 'sfc-w1a1',
    folding: [
      [32, 49],
      [32, 16],
      [16, 32],
      [10, 16],
    ],
    images: mnist,
    frames: 1000,
    paused: 50,
  },
  { name: 'LFC', model: 'lfc-w1a1', folding: 12_000, images: mnist, frames: 1000, paused: 20 },
  { name: 'CNV', model: 'cnv-w1a1', folding: 800, images: cifar, frames: 20, paused: 4 },
];

/** The folded graph of a network, its FIFOs in it. */
async function built({ model, folding }: Network): Promise<Graph> {
  const file = path.resolve(import.meta.dirname, `../../../examples/models/${model}.onnx.gz`);
  const config = {
    board: 'ZC706',
    check: 0,
    backend: [],
    stopStep: 'insert-streams' as const,
    ...(typeof folding === 'number' && { fps: folding }),
  };
  const units = typeof folding === 'number' ? [] : folding;
  const layers = units.map(([pe, simd], i) => [`MVAU_hls_${i}`, { PE: pe, SIMD: simd }] as const);
  const text = JSON.stringify({ Defaults: {}, ...Object.fromEntries(layers) });
  const given = units.length > 0 ? parseFolding(text, 'folding.json').folding : undefined;
  const { graph, diagnostics } = await compile({
    model: readFileSync(file),
    file,
    gunzip: nodeGunzip,
    config,
    ...(given && { folding: given }),
  });
  if (!graph) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return graph;
}

/** Images of a data set in the types of the graph; seeded ones where there is no data. */
function inputs({ images, frames }: Network, graph: Graph): Tensor[][] {
  const file = path.join(dataFolder, 'datasets', images);
  const port = graph.inputPorts[0]!;
  const sample = sampler(graph, registry);
  if (!hasData) return Array.from({ length: frames }, (_, i) => sample(i + 1));
  const { elem, shape } = port.source;
  const opened = openDataset({ bytes: new Uint8Array(readFileSync(file)), name: file });
  if (opened.problem) throw new Error(opened.problem.message);
  const fitted = fitToModel(opened.value, shape);
  if (fitted.problem) throw new Error(fitted.problem.message);
  return Array.from({ length: frames }, (_, i) => {
    const image = tensor(elem, shape, Float64Array.from(fitted.value.read(i)));
    return [feedPort(port, graph.inputs[0]!.type, image)];
  });
}

describe.each(networks)('$name', (network) => {
  it('runs in both models in the cycles that Verilator measured', async () => {
    const graph = await built(network);
    const { frames, ...measured } = recorded[network.name]!;
    for (const model of modelTimings(graph, registry, frames)) expect(model).toEqual(measured);
  });

  it.skipIf(!hasVerilator())(
    'gives the outputs of the simulator in Verilator, with pauses and without',
    async () => {
      const graph = await built(network);
      const feeds = inputs(network, graph);
      const outputs = plainSimulator(graph, registry).runBatch(feeds);
      const vectors = feeds.map((given, i) => ({ inputs: given, outputs: outputs[i]! }));
      const simulation = await simulate([{ graph, vectors }], registry, 1);
      try {
        const [result] = await simulation.run(network.frames);
        const measured = timingOf(result!);
        record(new Map([[network.name, result!]]));
        expect(result).toMatchObject({ frames: network.frames, mismatches: 0, stuck: 0 });
        for (const model of modelTimings(graph, registry, network.frames)) expect(model).toEqual(measured);
        const [paused] = await simulation.run(network.paused, true);
        expect(paused).toMatchObject({ frames: network.paused, mismatches: 0, stuck: 0 });
        for (const model of modelTimings(graph, registry, network.paused, true))
          expect(model).toEqual(timingOf(paused!));
      } finally {
        simulation.dispose();
      }
    },
    900_000,
  );
});
