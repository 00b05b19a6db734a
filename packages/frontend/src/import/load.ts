import type { Diagnostic, Importer } from '@finnc/ir';
import { describeProblem, readModel, type ReadModelOptions } from '../onnx/index.ts';
import { importDiagnostics } from './diagnostics.ts';
import { importModel, type ImportResult } from './importer.ts';

export interface LoadOptions extends ReadModelOptions {
  /** What messages call the file. */
  readonly file?: string;
}

/** A file's bytes as a graph in the qnn stage: read, decoded and imported. */
export function loadModel(
  bytes: Uint8Array,
  importers: ReadonlyMap<string, Importer>,
  options: LoadOptions = {},
): ImportResult {
  const file = options.file ?? 'model.onnx';
  const read = readModel(bytes, options);
  if ('problem' in read) {
    const { message, help } = describeProblem(read.problem);
    return {
      types: new Map(),
      diagnostics: [importDiagnostics.unreadable({ file, problem: message, remedy: help })] satisfies Diagnostic[],
    };
  }
  const name = file
    .replace(/^.*[\\/]/, '')
    .replace(/\.gz$/, '')
    .replace(/\.onnx$/, '');
  return importModel(read.model, importers, name);
}
