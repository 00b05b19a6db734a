import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ExternalData } from './external-data.ts';

const repository = path.resolve(import.meta.dirname, '../../../..');
const folder = path.join(process.env['FINNC_DATA'] ?? path.join(repository, '../shared/data'), 'models');

/** File names of the models of the data folder, sorted; empty, with a notice, where there is no such folder. */
export const dataModels: readonly string[] = existsSync(folder)
  ? readdirSync(folder)
      .filter((name) => /\.onnx(\.gz)?$/.test(name))
      .sort()
  : [];
if (dataModels.length === 0)
  console.warn(`no models in ${folder}: tests of real ONNX files are skipped (set FINNC_DATA)`);

export function dataModel(name: string): Uint8Array {
  return readFileSync(path.join(folder, name));
}

export const besideDataModels: ExternalData = (location) => {
  const file = path.join(folder, location);
  return existsSync(file) ? readFileSync(file) : undefined;
};

/** Of a result, the model; fails the test otherwise. */
export function modelOf<Model>(result: { readonly model: Model } | { readonly problem: unknown }): Model {
  if ('problem' in result) throw new Error(`not a model: ${JSON.stringify(result.problem)}`);
  return result.model;
}
