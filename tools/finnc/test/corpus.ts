import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { loadModel } from '@finnc/frontend';
import { Registry, renderDiagnostic, sizeOf, type Graph, type Meaning, type Shape } from '@finnc/ir';
import { corpusModel, corpusModels } from '../src/corpus/folder.ts';
import { goldenArrays, goldenSamples, type GoldenArray, type GoldenSamples } from '../src/corpus/golden.ts';
import { dataBeside, nodeGunzip } from '../src/model-file.ts';
import { standardPlugins } from '../src/standard.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
export const dataFolder = path.resolve(process.env['FINNC_DATA'] ?? path.join(repository, '../shared/data'));
export const hasData = existsSync(path.join(dataFolder, 'models'));
if (!hasData) console.warn(`no data in ${dataFolder}: acceptance tests are skipped (set FINNC_DATA)`);

export const registry = new Registry(standardPlugins);

/** The TFC, SFC, LFC and CNV models of the data folder in the dialects of QONNX and FINN: what is fast and must be exact. */
export const networkModels: readonly string[] = corpusModels(dataFolder)
  .map(({ file }) => path.basename(file))
  .filter((name) => /tfc|sfc|lfc|cnv/i.test(name) && !/qcdq/i.test(name));

export const modelPath = (name: string): string => corpusModel(dataFolder, name).file;

export function loadGraph(name: string): Graph {
  const file = modelPath(name);
  const options = { file: name, gunzip: nodeGunzip, externalData: dataBeside('.', file) };
  const result = loadModel(readFileSync(file), registry.importers, options);
  if (!result.graph) throw new Error(result.diagnostics.map(renderDiagnostic).join('\n'));
  return result.graph;
}

/** The recorded samples of a model. */
export const golden = (name: string): GoldenSamples => goldenSamples(known(name, corpusModel(dataFolder, name).golden));

/** Every recorded tensor of a model's first sample. */
export const trace = (name: string): ReadonlyMap<string, GoldenArray> =>
  goldenArrays(known(name, corpusModel(dataFolder, name).trace));

export const hasTrace = (name: string): boolean => corpusModel(dataFolder, name).trace !== undefined;

function known(name: string, file: string | undefined): string {
  if (file === undefined) throw new Error(`nothing is recorded of ${name}`);
  return file;
}

/** The integers that recorded real values stand for, in a tensor of `shape` with a scale and a bias along an axis. */
export function codesOf({ data }: GoldenArray, { scale, bias, axis }: Meaning, shape: Shape): number[] {
  const inner = sizeOf(shape.slice(axis + 1));
  const at = (entries: readonly number[], i: number): number =>
    entries[entries.length === 1 ? 0 : Math.floor(i / inner) % entries.length]!;
  return Array.from(data, (real, i) => Math.round((real - at(bias, i)) / at(scale, i)) + 0);
}
