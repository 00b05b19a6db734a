import { parseScalar, tensorType, type Graph, type HostOperation, type TensorType } from '@finnc/ir';
import type { HostPartition } from '@finnc/passes';
import { givesIndices } from './gives-indices.ts';

/** Files of a build that tell the host its part. */
export const hostFiles = {
  pre: 'host/pre.onnx',
  post: 'host/post.onnx',
  partition: 'host/partition.json',
} as const;

export interface NetworkInput {
  readonly name: string;
  /** What the model declares. */
  readonly source: TensorType;
  /** What its values keep to. */
  readonly type: TensorType;
}

export interface NetworkOutput {
  readonly name: string;
  readonly source: TensorType;
  /** Whether it holds indices of classes, best first. */
  readonly isIndex: boolean;
}

/** One part of a split network; it reads inputs of the network and outputs of earlier parts, by name. */
export interface FilePart {
  readonly runs: 'host' | 'hardware';
  readonly model?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly { readonly name: string; readonly type: TensorType }[];
}

/** What `host/partition.json` says: the network's ports, its parts in the order in which they run, and why it was split. */
export interface PartitionFile {
  readonly inputs: readonly NetworkInput[];
  readonly outputs: readonly NetworkOutput[];
  readonly parts: readonly FilePart[];
  readonly notInHardware: readonly HostOperation[];
}

/** The description of a split, also for running it at once. */
export function partitionFile(host: HostPartition, hardware: Graph | undefined): PartitionFile {
  const part = (graph: Graph, runs: FilePart['runs'], model?: string): FilePart => {
    return {
      runs,
      ...(model === undefined ? {} : { model }),
      inputs: graph.inputPorts.map(({ name }) => name),
      outputs: graph.outputPorts.map(({ name, source }) => ({ name, type: source })),
    };
  };
  return {
    inputs: host.inputs.map(({ name, source }, i) => ({ name, source, type: host.inputTypes[i]! })),
    outputs: host.outputs.map((port) => ({ name: port.name, source: port.source, isIndex: givesIndices(port) })),
    parts: [
      ...(host.pre ? [part(host.pre, 'host', hostFiles.pre)] : []),
      ...(hardware && host.hasHardware ? [part(hardware, 'hardware')] : []),
      ...(host.post ? [part(host.post, 'host', hostFiles.post)] : []),
    ],
    notInHardware: host.operations,
  };
}

export const partitionJson = (host: HostPartition, hardware: Graph | undefined): string =>
  `${JSON.stringify({ format: 1, ...partitionFile(host, hardware) }, typesAsText, 2)}\n`;

const isType = (value: unknown): value is TensorType =>
  typeof value === 'object' && value !== null && 'elem' in value && 'shape' in value;

const typesAsText = (_key: string, value: unknown): unknown =>
  isType(value) ? { elem: value.elem.name, shape: value.shape } : value;

/** The inverse of `partitionJson`; undefined for anything else. */
export function readPartition(text: string): PartitionFile | undefined {
  try {
    const read: unknown = JSON.parse(text, (_key, value: unknown) => (isType(value) ? typeOf(value) : value));
    const isOurs = typeof read === 'object' && read !== null && 'format' in read && read.format === 1;
    return isOurs && 'parts' in read && 'inputs' in read && 'outputs' in read
      ? (read as unknown as PartitionFile)
      : undefined;
  } catch {
    return undefined;
  }
}

function typeOf({ elem, shape }: { readonly elem: unknown; readonly shape: readonly number[] }): TensorType {
  const scalar = parseScalar(String(elem));
  if (!scalar) throw new RangeError(`there is no type '${String(elem)}'`);
  return tensorType(scalar, shape);
}
