import type { ExternalData } from './external-data.ts';
import { gunzip, isGzip, type Unpack } from './gunzip.ts';
import { integer, type Int64Field, type ModelMessage } from './messages.ts';
import type { OnnxModel } from './model.ts';
import type { OnnxProblem } from './problems.ts';
import { canonicalDomain, readEntries, readGraph } from './read-graph.ts';
import type { ReadContext } from './read-tensor.ts';
import { recognise } from './recognise.ts';
import { decodeModel, modelWireTypes, wireReader } from './schema.ts';

export interface ReadModelOptions {
  /** Asked for each file of external data, once; without it, external data is missing. */
  readonly externalData?: ExternalData;
  /** Replaces the built-in unpacker of gzip, which is portable but slow. */
  readonly gunzip?: Unpack;
  readonly limits?: {
    /** Most bytes of the model file, and of what it unpacks to; 2 GiB by default, where protobuf ends too. */
    readonly bytes?: number;
  };
}

export type ReadModelResult = { readonly model: OnnxModel } | { readonly problem: OnnxProblem };

/** From IR version 3 on a model has to name its operator sets. */
const firstVersionWithOpsets = 3;

/**
 * Reads an ONNX file, gzip or not. Whatever the bytes are, the answer is a model or the first problem met; nothing
 * throws. Large tensors stay views of `bytes` (or of what it unpacks to), so `bytes` must not change afterwards.
 */
export function readModel(bytes: Uint8Array, options: ReadModelOptions = {}): ReadModelResult {
  const limit = options.limits?.bytes ?? 2 ** 31;
  if (bytes.length > limit) return { problem: { kind: 'too-large', bytes: bytes.length, limit, compressed: false } };
  if (bytes.length === 0) return { problem: { kind: 'empty-file', compressed: false } };
  if (!isGzip(bytes)) return readMessage(bytes, options);
  const unpacked = gunzip(bytes, limit, options.gunzip);
  if ('problem' in unpacked) return unpacked;
  if (unpacked.bytes.length === 0) return { problem: { kind: 'empty-file', compressed: true } };
  return readMessage(unpacked.bytes, options);
}

function readMessage(bytes: Uint8Array, options: ReadModelOptions): ReadModelResult {
  const problem = recognise(bytes) ?? cutShort(bytes);
  if (problem) return { problem };
  let message: ModelMessage;
  try {
    message = decodeModel(bytes);
  } catch (error) {
    return { problem: notAModel(bytes, error) };
  }
  const problems: OnnxProblem[] = [];
  const model = fromMessage(message, bytes.length, {
    externalData: remembered(options.externalData ?? (() => undefined)),
    report: (found) => problems.push(found),
  });
  const [first] = problems;
  if (first) return { problem: first };
  return { model };
}

/**
 * Steps over the top-level fields: a file cut anywhere but between two of them has a last field that is too long.
 * Only a file that is a model so far is called cut short.
 */
function cutShort(bytes: Uint8Array): OnnxProblem | undefined {
  const reader = wireReader(bytes);
  try {
    while (reader.pos < reader.len) {
      const tag = reader.tag();
      if (modelWireTypes.get(tag >>> 3) !== (tag & 7)) return undefined;
      if ((tag & 7) !== 2) {
        reader.skipType(tag & 7);
        continue;
      }
      const size = reader.size();
      const needed = reader.pos + size;
      if (needed > reader.len) return { kind: 'truncated', bytes: bytes.length, needed };
      reader.skip(size);
    }
    return undefined;
  } catch (error) {
    // protobufjs reads past the end with a RangeError, and has other errors for what no message may contain.
    if (!(error instanceof RangeError)) return notAModel(bytes, error);
    return { kind: 'truncated', bytes: bytes.length, needed: bytes.length + 1 };
  }
}

function notAModel(bytes: Uint8Array, error: unknown): OnnxProblem {
  const reason = error instanceof Error ? error.message : String(error);
  return { kind: 'not-a-model-message', bytes: bytes.length, reason };
}

function fromMessage(message: ModelMessage, bytes: number, cx: ReadContext): OnnxModel {
  const version = (what: string, field: Int64Field | undefined): number => {
    const value = integer(field);
    if (typeof value === 'number' && value >= 0) return value;
    cx.report({ kind: 'bad-version', what, value });
    return 0;
  };
  if (!message.graph) cx.report({ kind: 'no-graph', bytes });
  const irVersion = version('IR version', message.irVersion);
  const opsets = new Map(
    (message.opsetImport ?? []).map(({ domain, version: field }) => {
      const key = canonicalDomain(domain);
      return [key, version(`operator-set version of domain '${key}'`, field)];
    }),
  );
  if (opsets.size === 0 && irVersion >= firstVersionWithOpsets) cx.report({ kind: 'no-opsets', irVersion });
  return {
    irVersion,
    opsets,
    producer: { name: message.producerName ?? '', version: message.producerVersion ?? '' },
    metadata: readEntries(message.metadataProps),
    functions: (message.functions ?? []).map(({ domain = '', name = '' }) => ({ domain, name })),
    graph: readGraph(message.graph ?? {}, cx),
  };
}

/** Many tensors share a file: it is asked for once. */
function remembered(read: ExternalData): ExternalData {
  const files = new Map<string, ReturnType<ExternalData>>();
  return (location) => {
    if (!files.has(location)) files.set(location, read(location));
    return files.get(location);
  };
}
