import { loadModel } from '@finnc/frontend';
import type { Diagnostic, Graph, Plugin, Registry } from '@finnc/ir';
import { readUserFile } from './files.ts';
import { readGraph } from './fnir-file.ts';
import { dataBeside, nodeGunzip } from './model-file.ts';

/** The graph of a file that a user named: an ONNX model, gzip or not, or a `.fnir` in any stage. */
export function readGraphFile(
  cwd: string,
  file: string,
  registry: Registry,
  plugins: readonly Plugin[],
): { readonly graph?: Graph; readonly diagnostics: readonly Diagnostic[] } {
  const bytes = readUserFile(cwd, file, 'graph');
  if (bytes.problem) return { diagnostics: [bytes.problem] };
  return /\.onnx(\.gz)?$/i.test(file)
    ? loadModel(bytes.value, registry.importers, { file, externalData: dataBeside(cwd, file), gunzip: nodeGunzip })
    : readGraph(cwd, file, new TextDecoder().decode(bytes.value), plugins);
}
