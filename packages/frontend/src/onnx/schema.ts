import protobuf from 'protobufjs/minimal.js';
import { messageCodec, type MessageTable } from './message-codec.ts';
import type { ModelMessage } from './messages.ts';

/**
 * The messages of an ONNX file, and of them the fields finnc uses; all other fields are skipped while reading. The numbers
 * are facts of the format. Fields that hold their default are on the wire (proto2), so a dimension of 0 differs from none.
 * Strings of attributes are `bytes` in the format.
 *
 * @see onnx 1.23 `onnx/onnx.proto`
 */
const messages: MessageTable = {
  Model: {
    irVersion: [1, 'int64'],
    producerName: [2, 'string'],
    producerVersion: [3, 'string'],
    graph: [7, 'Graph'],
    opsetImport: [8, 'OperatorSet', 'repeated'],
    metadataProps: [14, 'Entry', 'repeated'],
    functions: [25, 'Function', 'repeated'],
  },
  OperatorSet: { domain: [1, 'string'], version: [2, 'int64'] },
  Entry: { key: [1, 'string'], value: [2, 'string'] },
  Function: { name: [1, 'string'], domain: [10, 'string'] },
  Graph: {
    node: [1, 'Node', 'repeated'],
    name: [2, 'string'],
    initializer: [5, 'Tensor', 'repeated'],
    input: [11, 'ValueInfo', 'repeated'],
    output: [12, 'ValueInfo', 'repeated'],
    valueInfo: [13, 'ValueInfo', 'repeated'],
    quantizationAnnotation: [14, 'Annotation', 'repeated'],
    sparseInitializer: [15, 'SparseTensor', 'repeated'],
  },
  Node: {
    input: [1, 'string', 'repeated'],
    output: [2, 'string', 'repeated'],
    name: [3, 'string'],
    opType: [4, 'string'],
    attribute: [5, 'Attribute', 'repeated'],
    domain: [7, 'string'],
    metadataProps: [9, 'Entry', 'repeated'],
  },
  Attribute: {
    name: [1, 'string'],
    f: [2, 'float'],
    i: [3, 'int64'],
    s: [4, 'bytes'],
    t: [5, 'Tensor'],
    g: [6, 'Graph'],
    floats: [7, 'float', 'repeated'],
    ints: [8, 'int64', 'repeated'],
    strings: [9, 'bytes', 'repeated'],
    tensors: [10, 'Tensor', 'repeated'],
    graphs: [11, 'Graph', 'repeated'],
    type: [20, 'int32'],
  },
  Tensor: {
    dims: [1, 'int64', 'repeated'],
    dataType: [2, 'int32'],
    segment: [3, 'Segment'],
    floatData: [4, 'float', 'packed'],
    int32Data: [5, 'int32', 'packed'],
    int64Data: [7, 'int64', 'packed'],
    name: [8, 'string'],
    rawData: [9, 'bytes'],
    doubleData: [10, 'double', 'packed'],
    uint64Data: [11, 'uint64', 'packed'],
    externalData: [13, 'Entry', 'repeated'],
    dataLocation: [14, 'int32'],
  },
  Segment: { begin: [1, 'int64'], end: [2, 'int64'] },
  SparseTensor: { values: [1, 'Tensor'] },
  Annotation: { tensorName: [1, 'string'], quantParameterTensorNames: [2, 'Entry', 'repeated'] },
  ValueInfo: { name: [1, 'string'], type: [2, 'Type'] },
  Type: {
    tensorType: [1, 'TensorType'],
    sequenceType: [4, 'Other'],
    mapType: [5, 'Other'],
    opaqueType: [7, 'Other'],
    sparseTensorType: [8, 'Other'],
    optionalType: [9, 'Other'],
  },
  TensorType: { elemType: [1, 'int32'], shape: [2, 'Shape'] },
  Shape: { dim: [1, 'Dimension', 'repeated'] },
  Dimension: { dimValue: [1, 'int64'], dimParam: [2, 'string'] },
  /** Looked at only for being there. */
  Other: {},
};

/** Wire types of the top-level fields, by field number, for telling a cut file from one that is something else. */
export const modelWireTypes: ReadonlyMap<number, number> = new Map([
  ...[1, 5].map((id) => [id, 0] as const),
  ...[2, 3, 4, 6, 7, 8, 14, 20, 25, 26].map((id) => [id, 2] as const),
]);

const codec = messageCodec(messages);

/**
 * A reader over `bytes` that copies nothing: `bytes` fields of decoded messages are views of the input.
 * A Node `Buffer` is read as the plain array it is, so that no `Buffer` comes out.
 */
export function wireReader(bytes: Uint8Array): protobuf.Reader {
  const reader = new protobuf.Reader(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  reader.discardUnknown = true;
  return reader;
}

/** @throws Error from protobufjs where the bytes are not such a message; `readModel` turns it into a problem */
export function decodeModel(bytes: Uint8Array): ModelMessage {
  // Every field of ModelMessage is optional and named as in the descriptor above, so what decodes has its shape.
  return codec.decode('Model', wireReader(bytes));
}

export function encodeModel(message: ModelMessage): Uint8Array {
  const bytes = codec.encode('Model', message);
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
