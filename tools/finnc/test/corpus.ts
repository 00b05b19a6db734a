import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { loadModel } from '@finnc/frontend';
import { float32, Registry, renderDiagnostic, sizeOf, tensor, type Graph, type Shape, type Tensor } from '@finnc/ir';
import { readNpz } from '../src/data/npz.ts';
import { standardPlugins } from '../src/standard.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
export const dataFolder = path.resolve(process.env['FINNC_DATA'] ?? path.join(repository, '../shared/data'));
export const hasData = existsSync(path.join(dataFolder, 'models'));
if (!hasData) console.warn(`no data in ${dataFolder}: acceptance tests are skipped (set FINNC_DATA)`);

export const registry = new Registry(standardPlugins);

/** The TFC, SFC, LFC and CNV models of the data folder in every dialect that is read so far. */
export const networkModels: readonly string[] = hasData
  ? readdirSync(path.join(dataFolder, 'models'))
      .filter((name) => /tfc|sfc|lfc|cnv/i.test(name) && !/qcdq/i.test(name) && /\.onnx(\.gz)?$/.test(name))
      .sort()
  : [];

export const modelPath = (name: string): string => path.join(dataFolder, 'models', name);

export function loadGraph(name: string): Graph {
  const result = loadModel(readFileSync(modelPath(name)), registry.importers, {
    file: name,
    gunzip: (bytes) => gunzipSync(bytes),
    externalData: (location) => {
      const file = path.join(dataFolder, 'models', location);
      return existsSync(file) ? readFileSync(file) : undefined;
    },
  });
  if (!result.graph) throw new Error(result.diagnostics.map(renderDiagnostic).join('\n'));
  return result.graph;
}

/** Arrays of a golden file: `in_0`, `out_0`, or every tensor of one sample. */
export function golden(
  model: string,
  suffix: '' | '.inter' = '',
): ReadonlyMap<string, { readonly shape: Shape; readonly data: ArrayLike<number> }> {
  const file = path.join(dataFolder, 'golden', `${model.replace(/\.onnx(\.gz)?$/, '')}${suffix}.npz`);
  const read = readNpz(readFileSync(file), file);
  if (read.problem) throw new Error(renderDiagnostic(read.problem));
  return new Map(
    [...read.value].map(([name, { shape, data }]) => [
      name,
      { shape, data: Float64Array.from(data as ArrayLike<number>, Number) },
    ]),
  );
}

export const hasGolden = (model: string, suffix: '' | '.inter' = ''): boolean =>
  existsSync(path.join(dataFolder, 'golden', `${model.replace(/\.onnx(\.gz)?$/, '')}${suffix}.npz`));

/** Sample `index` of stacked arrays, as a tensor of the source model's input. */
export function sample(
  { shape, data }: { readonly shape: Shape; readonly data: ArrayLike<number> },
  index: number,
  as: Shape,
): Tensor {
  const size = sizeOf(shape.slice(1));
  return tensor(
    float32,
    as,
    Float32Array.from({ length: size }, (_, i) => data[index * size + i] ?? NaN),
  );
}
