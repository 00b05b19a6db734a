import { crc32, printGraph, type Files, type Graph, type TensorType } from '@finnc/ir';
import { packTensors, type TensorEntry } from './weights.ts';

/** Version of the three files; raised when an older reader could not read them rightly. */
export const SIMULATOR_FORMAT = 1;

export const simulatorFiles = Object.freeze({ graph: 'graph.fnir', weights: 'weights.bin', model: 'model.json' });

/** Contents of `model.json`: what a program needs to feed the model, and where `weights.bin` holds which constant. */
export interface SimulatorModel {
  readonly format: 'finnc-simulator';
  readonly version: number;
  readonly name: string;
  /** As the source model declares them. */
  readonly inputs: readonly { readonly name: string; readonly type: string; readonly shape: readonly number[] }[];
  readonly outputs: readonly { readonly name: string; readonly type: string; readonly shape: readonly number[] }[];
  /** From the source model: class names, producer. */
  readonly metadata: Readonly<Record<string, string>>;
  /** CRC-32 of the other two files. */
  readonly checksums: { readonly graph: number; readonly weights: number };
  readonly tensors: readonly TensorEntry[];
}

/** A graph as files, complete without the model it came from. */
export function simulatorModel(graph: Graph): Files {
  const { text, data } = printGraph(graph);
  const { bytes, entries } = packTensors(data);
  const port = ({
    name,
    source,
  }: {
    readonly name: string;
    readonly source: TensorType;
  }): SimulatorModel['inputs'][number] => ({
    name,
    type: source.elem.name,
    shape: source.shape,
  });
  const model: SimulatorModel = {
    format: 'finnc-simulator',
    version: SIMULATOR_FORMAT,
    name: graph.name,
    inputs: graph.inputPorts.map(port),
    outputs: graph.outputPorts.map(port),
    metadata: Object.fromEntries(graph.metadata),
    checksums: { graph: crc32(new TextEncoder().encode(text)), weights: crc32(bytes) },
    tensors: entries,
  };
  return new Map<string, string | Uint8Array>([
    [simulatorFiles.graph, text],
    [simulatorFiles.weights, bytes],
    [simulatorFiles.model, `${JSON.stringify(model, undefined, 2)}\n`],
  ]);
}
