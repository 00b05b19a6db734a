import { elementCode, encodeElements } from './element-formats.ts';
import {
  type AttributeMessage,
  type EntryMessage,
  type GraphMessage,
  integerField,
  type ModelMessage,
  type NodeMessage,
  type TensorMessage,
  type TypeMessage,
  type ValueInfoMessage,
} from './messages.ts';
import type { OnnxAttribute, OnnxGraph, OnnxModel, OnnxNode, OnnxTensor, OnnxValueInfo } from './model.ts';
import { attributeTypes } from './read-graph.ts';
import { encodeModel } from './schema.ts';

/**
 * The bytes of an ONNX file, the inverse of `readModel`. All tensors are stored inside, as raw data.
 *
 * @throws RangeError for what a model of ours must not contain: functions, attributes of type 'other', tensor data
 *   that does not fit its type or shape
 */
export function writeModel(model: OnnxModel): Uint8Array {
  if (model.functions.length > 0) throw new RangeError('a model with local functions cannot be written');
  const message: ModelMessage = {
    irVersion: model.irVersion,
    producerName: model.producer.name,
    producerVersion: model.producer.version,
    graph: writeGraph(model.graph),
    opsetImport: Array.from(model.opsets, ([domain, version]) => ({ domain, version })),
    metadataProps: writeEntries(model.metadata),
  };
  return encodeModel(message);
}

function writeGraph(graph: OnnxGraph): GraphMessage {
  return {
    node: graph.nodes.map(writeNode),
    name: graph.name,
    initializer: Array.from(graph.initializers, ([name, tensor]) => writeTensor(tensor, name)),
    input: graph.inputs.map(writeValueInfo),
    output: graph.outputs.map(writeValueInfo),
    valueInfo: Array.from(graph.valueInfo.values(), writeValueInfo),
    quantizationAnnotation: Array.from(graph.annotations, ([tensorName, entries]) => ({
      tensorName,
      quantParameterTensorNames: writeEntries(entries),
    })),
  };
}

function writeEntries(entries: ReadonlyMap<string, string>): readonly EntryMessage[] {
  return Array.from(entries, ([key, value]) => ({ key, value }));
}

function writeNode(node: OnnxNode): NodeMessage {
  return {
    input: node.inputs,
    output: node.outputs,
    name: node.name,
    opType: node.opType,
    attribute: Array.from(node.attributes, ([name, attribute]) => ({ name, ...writeAttribute(attribute) })),
    domain: node.domain,
    ...(node.metadata ? { metadataProps: writeEntries(node.metadata) } : {}),
  };
}

function writeAttribute(attribute: OnnxAttribute): AttributeMessage {
  const utf8 = new TextEncoder();
  switch (attribute.type) {
    case 'int':
      return { type: attributeTypes.int, i: integerField(attribute.value) };
    case 'ints':
      return { type: attributeTypes.ints, ints: attribute.value.map(integerField) };
    case 'float':
      return { type: attributeTypes.float, f: attribute.value };
    case 'floats':
      return { type: attributeTypes.floats, floats: attribute.value };
    case 'string':
      return { type: attributeTypes.string, s: utf8.encode(attribute.value) };
    case 'strings':
      return { type: attributeTypes.strings, strings: attribute.value.map((text) => utf8.encode(text)) };
    case 'tensor':
      return { type: attributeTypes.tensor, t: writeTensor(attribute.value) };
    case 'tensors':
      return { type: attributeTypes.tensors, tensors: attribute.value.map((tensor) => writeTensor(tensor)) };
    case 'graph':
      return { type: attributeTypes.graph, g: writeGraph(attribute.value) };
    case 'graphs':
      return { type: attributeTypes.graphs, graphs: attribute.value.map(writeGraph) };
    case 'other':
      throw new RangeError(`an attribute of the ONNX type ${attribute.value} cannot be written`);
  }
}

function writeTensor(tensor: OnnxTensor, name = tensor.name): TensorMessage {
  const { dims, dataType, data } = tensor;
  const count = dims.reduce((product, dim) => product * dim, 1);
  if (data.length !== count) throw new RangeError(`tensor '${name}' has ${data.length} elements, not ${count}`);
  return { dims, dataType: elementCode(dataType), name, rawData: encodeElements(dataType, data) };
}

function writeValueInfo(info: OnnxValueInfo): ValueInfoMessage {
  return { name: info.name, type: writeType(info) };
}

const containerFields = {
  sequence: 'sequenceType',
  map: 'mapType',
  optional: 'optionalType',
  sparse: 'sparseTensorType',
  opaque: 'opaqueType',
} as const satisfies Record<NonNullable<OnnxValueInfo['container']>, keyof TypeMessage>;

function writeType({ container, elemType, shape }: OnnxValueInfo): TypeMessage {
  if (container) return { [containerFields[container]]: {} };
  return {
    tensorType: {
      ...(elemType === undefined ? {} : { elemType: elementCode(elemType) }),
      ...(shape === undefined ? {} : { shape: { dim: shape.map(writeDimension) } }),
    },
  };
}

function writeDimension(size: number | string | undefined): { dimValue?: number; dimParam?: string } {
  if (size === undefined) return {};
  return typeof size === 'number' ? { dimValue: size } : { dimParam: size };
}
