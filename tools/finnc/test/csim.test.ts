import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packBeats } from '@finnc/ir/hw';
import { loadCompiled, plainSimulator, type PlainSimulator } from '@finnc/backend-simulator';
import { feedPort, float32, tensor, type Tensor } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { fitToModel, openDataset } from '../src/data/dataset.ts';
import { normalize } from '../src/data/normalize.ts';
import { dataFolder, hasData, modelPath, registry } from './corpus.ts';
import { finnc } from './finnc.ts';

const hasGcc = spawnSync('g++', ['--version']).status === 0 && spawnSync('make', ['--version']).status === 0;
if (!hasGcc)
  console.warn('g++ or make was not found: C simulation of whole networks is skipped (apt-get install g++ make)');

interface Case {
  readonly name: string;
  readonly model: string;
  readonly images: string;
  readonly frames: number;
  readonly normalize?: { readonly multiply: number; readonly divide: number };
  /** PE and SIMD of each matrix-vector unit, or a rate to fold for. */
  readonly folding: readonly (readonly [pe: number, simd: number])[] | number;
}

const mnist = 'mnist-t10k-images-idx3-ubyte.gz';
const cifar = 'cifar10-test-orig932.npz';
const tfc = { model: 'zoo-TFC_1W1A.onnx', images: mnist, frames: 1000, normalize: { multiply: 1, divide: 255 } };
const lfc = { model: 'lfcW1A1-mnist.finn.onnx.gz', images: mnist, frames: 200 };
const cnv = { model: 'cnvW1A1-cifar10.finn.onnx.gz', images: cifar, frames: 50 };

const cases: readonly Case[] = [
  {
    name: 'TFC at SIMD 49 and PE 10',
    ...tfc,
    folding: [
      [16, 49],
      [8, 8],
      [8, 8],
      [10, 8],
    ],
  },
  {
    name: 'TFC at SIMD 7 and PE 5',
    ...tfc,
    folding: [
      [32, 7],
      [2, 16],
      [64, 64],
      [5, 1],
    ],
  },
  {
    name: 'LFC at SIMD 49 and PE 10',
    ...lfc,
    folding: [
      [32, 49],
      [64, 32],
      [32, 64],
      [10, 8],
    ],
  },
  { name: 'LFC for 9000 frames a second', ...lfc, folding: 9000 },
  {
    name: 'CNV at SIMD 9 and 36 and PE 5',
    ...cnv,
    folding: [
      [16, 9],
      [32, 36],
      [16, 36],
      [16, 36],
      [4, 36],
      [1, 36],
      [1, 4],
      [1, 8],
      [5, 1],
    ],
  },
  { name: 'CNV for 3000 frames a second', ...cnv, folding: 3000 },
];

async function build(folder: string, { model, folding }: Case): Promise<string> {
  const out = path.join(folder, 'build');
  const given = path.join(folder, 'folding.json');
  if (typeof folding !== 'number') {
    const layers = folding.map(([pe, simd], i) => [`MVAU_hls_${i}`, { PE: pe, SIMD: simd }]);
    writeFileSync(given, JSON.stringify({ Defaults: {}, ...Object.fromEntries(layers) }));
  }
  const how = typeof folding === 'number' ? ['--fps', String(folding)] : ['--folding', given];
  const { code, stderr } = await finnc('build', modelPath(model), '--board', 'ZC706', ...how, '--out', out);
  expect(code, stderr).toBe(0);
  return out;
}

function simulatorOf(out: string): PlainSimulator {
  const folder = path.join(out, 'simulator');
  const files = new Map(
    readdirSync(folder).map((name) => [name, new Uint8Array(readFileSync(path.join(folder, name)))]),
  );
  const { graph, diagnostics } = loadCompiled(files, registry);
  if (!graph) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return plainSimulator(graph, registry);
}

/** Images as the model declares its input. */
function frames({ images, frames: count, normalize: by }: Case, shape: readonly number[]): Tensor[] {
  const file = path.join(dataFolder, 'datasets', images);
  const opened = openDataset({ bytes: new Uint8Array(readFileSync(file)), name: file });
  if (opened.problem) throw new Error(opened.problem.message);
  const fitted = fitToModel(opened.value, shape);
  if (fitted.problem) throw new Error(fitted.problem.message);
  return Array.from({ length: count }, (_, i) => {
    const values = fitted.value.read(i);
    if (by) normalize(values, by);
    return tensor(float32, shape, Float32Array.from(values));
  });
}

describe.skipIf(!hasData || !hasGcc)('the emitted C++, compiled by g++,', () => {
  it.each(cases)('gives the simulator’s outputs for $name', async (wanted) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'finnc-csim-'));
    try {
      const out = await build(folder, wanted);
      const simulator = simulatorOf(out);
      const { graph } = simulator;
      const ports = JSON.parse(readFileSync(path.join(out, 'hls/interface.json'), 'utf8')) as {
        readonly inputs: readonly { readonly elementsPerBeat: number }[];
        readonly outputs: readonly { readonly elementsPerBeat: number }[];
      };
      const [port, input] = [graph.inputPorts[0]!, graph.inputs[0]!];
      const feeds = frames(wanted, port.source.shape).map((image) => feedPort(port, input.type, image));
      const beats = feeds.flatMap((feed) => packBeats(feed, ports.inputs[0]!.elementsPerBeat));
      const [inFile, outFile] = [path.join(folder, 'in.dat'), path.join(folder, 'out.dat')];
      writeFileSync(inFile, `${beats.join('\n')}\n`);
      // Compiles, runs the recorded vectors, and must not print a single warning.
      const made = spawnSync('make', ['-C', path.join(out, 'hls'), 'csim'], { encoding: 'utf8' });
      expect(made.stderr).toBe('');
      expect(made.status, made.stdout).toBe(0);
      expect(made.stdout).toMatch(/[1-9]\d* frames, 0 mismatches/);
      execFileSync(path.join(out, 'hls/tb/csim'), ['--run', inFile, outFile]);
      const got = readFileSync(outFile, 'utf8').trimEnd().split('\n');
      const want = simulator.runBatch(feeds.map((feed) => [feed])).flatMap(([result]) => {
        return packBeats({ type: graph.outputs[0]!.type, data: result!.data }, ports.outputs[0]!.elementsPerBeat);
      });
      expect(got).toEqual(want);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
