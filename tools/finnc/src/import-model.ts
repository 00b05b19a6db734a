import {
  importParameters,
  loadModel,
  type LoadOptions,
  type ParameterFiles,
  type ParameterImport,
} from '@finnc/frontend';
import type { Registry } from '@finnc/ir';

/** A model as `readModelFiles` finds it, imported: an ONNX file's bytes, or BNN-PYNQ's parameters. */
export function importModelFiles(
  model: Uint8Array | ParameterFiles,
  { importers }: Registry,
  options: LoadOptions,
): ParameterImport {
  if (model instanceof Uint8Array) return loadModel(model, importers, options);
  const name = options.file?.replace(/[\\/]+$/, '').replace(/^.*[\\/]/, '');
  return importParameters(model, name);
}
