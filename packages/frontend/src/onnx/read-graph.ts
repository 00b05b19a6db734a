import { elementNames } from './element-formats.ts';
import {
  type AttributeMessage,
  type EntryMessage,
  type GraphMessage,
  integer,
  type NodeMessage,
  type ValueInfoMessage,
} from './messages.ts';
import type { OnnxAttribute, OnnxGraph, OnnxNode, OnnxTensor, OnnxValueInfo } from './model.ts';
import { type ReadContext, readTensor } from './read-tensor.ts';

/** Attribute kinds by their number in the format (`AttributeProto.AttributeType`); 0 is "undefined". */
export const attributeTypes = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
  tensors: 9,
  graphs: 10,
  sparseTensor: 11,
  sparseTensors: 12,
} as const;

/** One domain has two names in the format; only the empty one is used here. */
export function canonicalDomain(domain = ''): string {
  return domain === 'ai.onnx' ? '' : domain;
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** A graph and its subgraphs. Tensors that cannot be read are reported and left out. */
export function readGraph(message: GraphMessage, cx: ReadContext): OnnxGraph {
  for (const sparse of message.sparseInitializer ?? []) {
    const place = `initializer '${sparse.values?.name ?? ''}'`;
    cx.report({ kind: 'unsupported-tensor', place, what: 'sparse' });
  }
  return {
    name: message.name ?? '',
    nodes: (message.node ?? []).map((node) => readNode(node, cx)),
    inputs: (message.input ?? []).map(readValueInfo),
    outputs: (message.output ?? []).map(readValueInfo),
    valueInfo: new Map((message.valueInfo ?? []).map(readValueInfo).map((info) => [info.name, info])),
    initializers: readInitializers(message, cx),
    annotations: readAnnotations(message),
  };
}

function readInitializers(message: GraphMessage, cx: ReadContext): ReadonlyMap<string, OnnxTensor> {
  const initializers = new Map<string, OnnxTensor>();
  for (const [index, initializer] of (message.initializer ?? []).entries()) {
    const name = initializer.name ?? '';
    if (name === '') cx.report({ kind: 'unnamed-initializer', index });
    if (initializers.has(name)) cx.report({ kind: 'duplicate-initializer', name });
    const tensor = readTensor(initializer, `initializer '${name}'`, cx);
    if (tensor) initializers.set(name, tensor);
  }
  return initializers;
}

/** A tensor may be annotated in several entries: they add up. */
function readAnnotations(message: GraphMessage): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const annotations = new Map<string, Map<string, string>>();
  for (const { tensorName = '', quantParameterTensorNames = [] } of message.quantizationAnnotation ?? []) {
    const entries = annotations.get(tensorName) ?? new Map<string, string>();
    for (const { key = '', value = '' } of quantParameterTensorNames) entries.set(key, value);
    annotations.set(tensorName, entries);
  }
  return annotations;
}

export const readEntries = (entries: readonly EntryMessage[] = []): ReadonlyMap<string, string> =>
  new Map(entries.map(({ key = '', value = '' }) => [key, value]));

function readNode(message: NodeMessage, cx: ReadContext): OnnxNode {
  const { name = '', opType = '', input = [], output = [] } = message;
  const attributes = new Map<string, OnnxAttribute>();
  for (const attribute of message.attribute ?? []) {
    const place = `attribute '${attribute.name ?? ''}' of ${opType} node '${name || (output[0] ?? '')}'`;
    const value = readAttribute(attribute, place, cx);
    if (value) attributes.set(attribute.name ?? '', value);
  }
  return {
    name,
    opType,
    domain: canonicalDomain(message.domain),
    inputs: [...input],
    outputs: [...output],
    attributes,
    ...(message.metadataProps?.length ? { metadata: readEntries(message.metadataProps) } : {}),
  };
}

function readAttribute(message: AttributeMessage, place: string, cx: ReadContext): OnnxAttribute | undefined {
  const code = message.type || typeFromFields(message);
  switch (code) {
    case attributeTypes.float:
      return { type: 'float', value: message.f ?? 0 };
    case attributeTypes.int:
      return { type: 'int', value: integer(message.i) };
    case attributeTypes.string:
      return { type: 'string', value: utf8.decode(own(message, 's') ?? new Uint8Array()) };
    case attributeTypes.floats:
      return { type: 'floats', value: [...(message.floats ?? [])] };
    case attributeTypes.ints:
      return { type: 'ints', value: (message.ints ?? []).map(integer) };
    case attributeTypes.strings:
      return { type: 'strings', value: (message.strings ?? []).map((bytes) => utf8.decode(bytes)) };
    case attributeTypes.graph:
      return { type: 'graph', value: readGraph(message.g ?? {}, cx) };
    case attributeTypes.graphs:
      return { type: 'graphs', value: (message.graphs ?? []).map((graph) => readGraph(graph, cx)) };
    case attributeTypes.tensor: {
      const value = readTensor(message.t ?? {}, place, cx);
      return value && { type: 'tensor', value };
    }
    case attributeTypes.tensors: {
      const value = (message.tensors ?? []).map((tensor) => readTensor(tensor, place, cx));
      return { type: 'tensors', value: value.filter((tensor) => tensor !== undefined) };
    }
    case attributeTypes.sparseTensor:
    case attributeTypes.sparseTensors:
      cx.report({ kind: 'unsupported-tensor', place, what: 'sparse' });
      return undefined;
    default:
      return { type: 'other', value: code };
  }
}

/** IR versions 1 and 2 let the type out: the field that is there tells it. */
function typeFromFields(message: AttributeMessage): number {
  if (own(message, 'f') !== undefined) return attributeTypes.float;
  if (own(message, 'i') !== undefined) return attributeTypes.int;
  if (own(message, 's') !== undefined) return attributeTypes.string;
  if (own(message, 't')) return attributeTypes.tensor;
  if (own(message, 'g')) return attributeTypes.graph;
  if (message.floats?.length) return attributeTypes.floats;
  if (message.strings?.length) return attributeTypes.strings;
  if (message.tensors?.length) return attributeTypes.tensors;
  if (message.graphs?.length) return attributeTypes.graphs;
  // An empty list has no field at all; of the lists, empty `ints` are the usual ones.
  return attributeTypes.ints;
}

/** A field's value where the file has it; a decoded message answers with a default elsewhere. */
function own<Key extends keyof AttributeMessage>(
  message: AttributeMessage,
  key: Key,
): AttributeMessage[Key] | undefined {
  return Object.hasOwn(message, key) ? message[key] : undefined;
}

function readValueInfo(message: ValueInfoMessage): OnnxValueInfo {
  const name = message.name ?? '';
  const { type } = message;
  if (type?.sequenceType) return { name, container: 'sequence' };
  if (type?.mapType) return { name, container: 'map' };
  if (type?.optionalType) return { name, container: 'optional' };
  if (type?.sparseTensorType) return { name, container: 'sparse' };
  if (type?.opaqueType) return { name, container: 'opaque' };
  const elemType = elementNames[type?.tensorType?.elemType ?? 0];
  const shape = type?.tensorType?.shape;
  return {
    name,
    ...(elemType === undefined ? {} : { elemType }),
    ...(shape ? { shape: (shape.dim ?? []).map(readDimension) } : {}),
  };
}

/** Some exporters write −1 for a size they do not know. */
function readDimension(dim: {
  dimValue?: Parameters<typeof integer>[0];
  dimParam?: string;
}): number | string | undefined {
  if (dim.dimParam) return dim.dimParam;
  if (!Object.hasOwn(dim, 'dimValue')) return undefined;
  const size = integer(dim.dimValue);
  return typeof size === 'number' && size >= 0 ? size : undefined;
}
