import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { writeModel } from '@finnc/frontend';
import { Registry, type Graph } from '@finnc/ir';
import type { Target } from '@finnc/ir/hw';
import { compile, standardPlugins } from 'finnc';
import { corpusModels } from 'finnc/corpus';
import { foldedFor, type Folded } from './src/folding/measure.ts';
import { markdownTable } from './src/markdown.ts';
import { mobileNetV1 } from './src/networks/mobilenet.ts';
import { resNet50 } from './src/networks/resnet.ts';
import { compileModel } from './src/scoreboard/compile-model.ts';

/**
 * What folding all layers together saves against FINN's SetFolding for the same rate, both counted by the same laws with FIFOs
 * and width converters, and how long the search takes. Ends with 1 if a folding for LUTs takes more of them than FINN's.
 *
 * npm run bench -- folding [--write] [--corpus ../shared/data]
 */
const args = process.argv.slice(2);
const corpus = args.includes('--corpus') ? args[args.indexOf('--corpus') + 1] : undefined;
const registry = new Registry(standardPlugins);
const board = registry.boards.find(({ name }) => name === 'ZC706')!;
const target: Target = { board, clockMhz: 200, cost: 'finnc' };
const w4a4 = { weightBits: 4, activationBits: 4 };

interface Subject {
  readonly name: string;
  readonly make: () => Promise<Graph | undefined>;
  readonly targets: readonly number[];
}

const example =
  (name: string): (() => Promise<Graph | undefined>) =>
  () => {
    const file = path.resolve(import.meta.dirname, '../../examples/models', `${name}.onnx.gz`);
    return hardware(new Uint8Array(gunzipSync(readFileSync(file))));
  };

async function hardware(model: Uint8Array): Promise<Graph | undefined> {
  const config = { stopStep: 'convert-to-hw', backend: [], check: 0 } as const;
  return (await compile({ model, config, intermediateModels: false })).graph;
}

const subjects: readonly Subject[] = [
  { name: 'SFC-W1A1', make: example('sfc-w1a1'), targets: [16_667, 512, 16] },
  { name: 'LFC-W1A1', make: example('lfc-w1a1'), targets: [16_667, 512, 128] },
  { name: 'CNV-W1A1', make: example('cnv-w1a1'), targets: [100_000, 33_333, 22_222, 9124] },
  {
    name: 'MobileNet-v1 W4A4',
    make: () => hardware(writeModel(mobileNetV1(1, w4a4).model)),
    targets: [2_000_000, 200_000],
  },
  { name: 'ResNet-50 W4A4', make: () => hardware(writeModel(resNet50(1, w4a4).model)), targets: [2_000_000, 200_000] },
];

const rows: (readonly string[])[] = [];
let worse = 0;
const number = (value: number): string => Math.round(value).toLocaleString('en');
const taken = ({ totals }: Folded): string => `${number(totals.lut)} / ${number(totals.bram18)}`;

function compare(name: string, graph: Graph, targetCycles: number): void {
  const finn = foldedFor(graph, registry, target, { objective: 'finn-compat', targetCycles });
  const lut = foldedFor(graph, registry, target, { objective: 'lut', targetCycles });
  const area = foldedFor(graph, registry, target, { objective: 'area', targetCycles });
  // Where SetFolding gives up sooner, its design is slower and no measure of the other.
  const saved = finn.cycles <= Math.max(targetCycles, lut.cycles) ? 1 - lut.totals.lut / finn.totals.lut : undefined;
  if (saved !== undefined && saved < 0) worse++;
  const share = saved === undefined ? 'SetFolding is slower' : `${(100 * saved).toFixed(1)} %`;
  const cells = [name, number(targetCycles), taken(finn), taken(lut), share, taken(area)];
  rows.push([...cells, number(finn.cycles), number(lut.cycles), `${number(1000 * lut.seconds)} ms`]);
  console.log(rows.at(-1)!.join('  '));
}

for (const { name, make, targets } of subjects) {
  const graph = await make();
  for (const targetCycles of graph ? targets : []) compare(name, graph!, targetCycles);
}
for (const model of corpus === undefined ? [] : corpusModels(corpus)) {
  const { graph, diagnostics } = await compileModel(model, { stopStep: 'convert-to-hw' });
  if (!graph || diagnostics.some(({ severity }) => severity === 'error')) continue;
  const slowest = foldedFor(graph, registry, target, { objective: 'finn-compat', targetCycles: Infinity }).cycles;
  for (const part of [10, 100]) compare(model.name, graph, Math.max(1, Math.floor(slowest / part)));
}

const head = ['network', 'cycles wanted', 'SetFolding, LUT / BRAM18', 'objective lut', 'LUT saved', 'objective area'];
const table = markdownTable([...head, 'slowest, SetFolding', 'slowest, lut', 'search'], rows);
if (args.includes('--write')) {
  const about =
    'Written by `npm run bench -- folding --write`; not edited by hand. ZC706, laws of `--cost finnc`; foldings for a number of cycles a frame, with FIFOs and width converters. SetFolding is `--objective finn-compat`.';
  writeFileSync(path.join(import.meta.dirname, 'folding.md'), `# Folding\n\n${about}\n\n${table}\n`);
}
console.log(`${rows.length} foldings compared; ${worse} take more LUTs than SetFolding's`);
process.exitCode = worse > 0 ? 1 : 0;
