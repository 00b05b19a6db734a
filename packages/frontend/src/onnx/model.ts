import type { ElementName, TensorDataType } from './element-formats.ts';

/** What an ONNX file says, free of protobuf. Nothing here is to be changed; data may be a view of the file's bytes. */
export interface OnnxModel {
  readonly irVersion: number;
  /** Operator-set version of each domain; the default domain is `''`, also where the file says `ai.onnx`. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly producer: { readonly name: string; readonly version: string };
  readonly metadata: ReadonlyMap<string, string>;
  /** Model-local functions, by name only: enough to refuse them. */
  readonly functions: readonly { readonly domain: string; readonly name: string }[];
  readonly graph: OnnxGraph;
}

export interface OnnxGraph {
  readonly name: string;
  /** In the file's order, which ONNX requires to be topological; not verified here. */
  readonly nodes: readonly OnnxNode[];
  /** As listed in the file: many exporters list initializers here too. */
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
  readonly valueInfo: ReadonlyMap<string, OnnxValueInfo>;
  readonly initializers: ReadonlyMap<string, OnnxTensor>;
  /** Quantisation annotations: tensor name → key (`finn_datatype`, …) → value. */
  readonly annotations: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

export interface OnnxNode {
  /** `''` where the exporter gave none. */
  readonly name: string;
  readonly opType: string;
  /** `''` is the default domain, also where the file says `ai.onnx`. */
  readonly domain: string;
  /** `''` marks an optional input that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
  /** What the exporter notes about the node, such as the module it comes from; absent where it notes nothing. */
  readonly metadata?: ReadonlyMap<string, string>;
}

/** Integers are numbers where a number is exact, else bigints. Floats are float32 values. */
export type OnnxAttribute =
  | { readonly type: 'int'; readonly value: number | bigint }
  | { readonly type: 'ints'; readonly value: readonly (number | bigint)[] }
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'floats'; readonly value: readonly number[] }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'strings'; readonly value: readonly string[] }
  | { readonly type: 'tensor'; readonly value: OnnxTensor }
  | { readonly type: 'tensors'; readonly value: readonly OnnxTensor[] }
  | { readonly type: 'graph'; readonly value: OnnxGraph }
  | { readonly type: 'graphs'; readonly value: readonly OnnxGraph[] }
  /** A kind finnc does not read; `value` is its number in the format. It cannot be written. */
  | { readonly type: 'other'; readonly value: number };

export interface OnnxValueInfo {
  readonly name: string;
  /** Absent where the file does not say, or where the value is no tensor. */
  readonly elemType?: ElementName;
  /** One entry a dimension: its size, its symbol, or `undefined`; absent where not even the rank is known. */
  readonly shape?: readonly (number | string | undefined)[];
  /** Set where the value is not a dense tensor. */
  readonly container?: 'sequence' | 'map' | 'optional' | 'sparse' | 'opaque';
}

/**
 * Dense tensor, row-major. `data` is decoded at first use and kept: a view of the file where the bytes are aligned.
 * Booleans are 0 and 1 in a `Uint8Array`, half floats are widened to `Float32Array`, 2- and 4-bit integers are
 * unpacked to one byte each; `toNumbers` gives arrays that are easy to compute with.
 */
export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: TensorDataType;
  readonly data: OnnxData;
}

export type OnnxData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;
