import type { Diagnostic, Graph, Plugin, Registry } from '@finnc/ir';
import { readGraph } from './fnir-file.ts';
import { importModelFiles } from './import-model.ts';
import { dataBeside, nodeGunzip, readModelFiles } from './model-file.ts';

/** The graph of what a user named: an ONNX model, gzip or not, BNN-PYNQ's parameters, or a `.fnir` in any stage. */
export function readGraphFile(
  cwd: string,
  file: string,
  registry: Registry,
  plugins: readonly Plugin[],
): { readonly graph?: Graph; readonly diagnostics: readonly Diagnostic[] } {
  const bytes = readModelFiles(cwd, file, 'graph');
  if (bytes.problem) return { diagnostics: [bytes.problem] };
  return !(bytes.value instanceof Uint8Array) || /\.onnx(\.gz)?$/i.test(file)
    ? importModelFiles(bytes.value, registry, { file, externalData: dataBeside(cwd, file), gunzip: nodeGunzip })
    : readGraph(cwd, file, new TextDecoder().decode(bytes.value), plugins);
}
