import { crc32, parseGraph, type Diagnostic, type Files, type Graph, type OpDef } from '@finnc/ir';
import { simulatorDiagnostics as problems } from '../diagnostics.ts';
import { SIMULATOR_FORMAT, simulatorFiles, type SimulatorModel } from './model.ts';
import { unpackTensors, type TensorEntry } from './weights.ts';

export type LoadResult =
  | { readonly graph: Graph; readonly model: SimulatorModel; readonly diagnostics: readonly [] }
  | { readonly graph: undefined; readonly diagnostics: readonly Diagnostic[] };

/**
 * The graph in files of the simulator backend, for `simulator` to run. A missing, damaged or foreign file is a diagnostic.
 *
 * @param files     the three files, under `simulator/` or without a folder
 * @param registry  ops the graph may use
 */
export function loadCompiled(files: Files, registry: { readonly ops: ReadonlyMap<string, OpDef> }): LoadResult {
  const failed = (...diagnostics: readonly Diagnostic[]): LoadResult => ({ graph: undefined, diagnostics });
  const pick = (name: string): string | Uint8Array | undefined => files.get(`simulator/${name}`) ?? files.get(name);
  const [graphFile, weightsFile, modelFile] = [simulatorFiles.graph, simulatorFiles.weights, simulatorFiles.model].map(
    pick,
  );
  if (modelFile === undefined) return failed(problems.missingFile({ file: simulatorFiles.model }));
  const model = readModel(textOf(modelFile));
  if ('code' in model) return failed(model);
  if (graphFile === undefined) return failed(problems.missingFile({ file: simulatorFiles.graph }));
  if (weightsFile === undefined) return failed(problems.missingFile({ file: simulatorFiles.weights }));

  const [graphBytes, weights] = [bytesOf(graphFile), bytesOf(weightsFile)];
  const reason = 'its checksum is not the one in model.json';
  if (crc32(graphBytes) !== model.checksums.graph)
    return failed(problems.damaged({ file: simulatorFiles.graph, reason }));
  if (crc32(weights) !== model.checksums.weights)
    return failed(problems.damaged({ file: simulatorFiles.weights, reason }));
  const data = unpackTensors(weights, model.tensors);
  if (typeof data === 'string') return failed(problems.damaged({ file: simulatorFiles.weights, reason: data }));
  const { graph, diagnostics } = parseGraph(textOf(graphFile), registry.ops, {
    data,
    isChecked: true,
    file: simulatorFiles.graph,
  });
  if (!graph) return failed(...diagnostics);
  return { graph, model, diagnostics: [] };
}

const textOf = (file: string | Uint8Array): string =>
  typeof file === 'string' ? file : new TextDecoder().decode(file);
const bytesOf = (file: string | Uint8Array): Uint8Array =>
  typeof file === 'string' ? new TextEncoder().encode(file) : file;

function readModel(text: string): SimulatorModel | Diagnostic {
  const file = simulatorFiles.model;
  let model: unknown;
  try {
    model = JSON.parse(text);
  } catch (error) {
    return problems.damaged({ file, reason: error instanceof Error ? error.message : 'it is not JSON' });
  }
  if (!isRecord(model) || model['format'] !== 'finnc-simulator')
    return problems.damaged({ file, reason: 'it describes no compiled model' });
  if (model['version'] !== SIMULATOR_FORMAT) {
    return problems.otherVersion({ found: JSON.stringify(model['version']) ?? 'none', wanted: SIMULATOR_FORMAT });
  }
  const { checksums, tensors, inputs, outputs, metadata } = model;
  const complete =
    isRecord(checksums) &&
    Array.isArray(tensors) &&
    tensors.every(isEntry) &&
    Array.isArray(inputs) &&
    Array.isArray(outputs) &&
    isRecord(metadata);
  return complete ? (model as unknown as SimulatorModel) : problems.damaged({ file, reason: 'entries are missing' });
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;

function isEntry(value: unknown): value is TensorEntry {
  if (!isRecord(value)) return false;
  const { key, type, shape, storage, offset } = value;
  const named = typeof key === 'string' && typeof type === 'string' && typeof storage === 'string';
  return named && Array.isArray(shape) && shape.every(isCount) && isCount(offset);
}
