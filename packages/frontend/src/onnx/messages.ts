/** 64-bit integers as protobufjs decodes them (a `Long`), and as it takes them for encoding (also number or decimal). */
export interface Int64Message {
  readonly low: number;
  readonly high: number;
}
export type Int64Field = Int64Message | number | string;

/*
 * What `schema.ts` describes, as types. All fields are optional, as on the wire; an absent repeated field reads as
 * an empty array, an absent scalar as its default, so ask `Object.hasOwn` where being there matters.
 */

export interface ModelMessage {
  irVersion?: Int64Field;
  producerName?: string;
  producerVersion?: string;
  graph?: GraphMessage;
  opsetImport?: readonly { domain?: string; version?: Int64Field }[];
  metadataProps?: readonly EntryMessage[];
  functions?: readonly { name?: string; domain?: string }[];
}

export interface EntryMessage {
  key?: string;
  value?: string;
}

export interface GraphMessage {
  node?: readonly NodeMessage[];
  name?: string;
  initializer?: readonly TensorMessage[];
  input?: readonly ValueInfoMessage[];
  output?: readonly ValueInfoMessage[];
  valueInfo?: readonly ValueInfoMessage[];
  quantizationAnnotation?: readonly { tensorName?: string; quantParameterTensorNames?: readonly EntryMessage[] }[];
  sparseInitializer?: readonly { values?: TensorMessage }[];
}

export interface NodeMessage {
  input?: readonly string[];
  output?: readonly string[];
  name?: string;
  opType?: string;
  attribute?: readonly AttributeMessage[];
  domain?: string;
  metadataProps?: readonly EntryMessage[];
}

export interface AttributeMessage {
  name?: string;
  f?: number;
  i?: Int64Field;
  s?: Uint8Array;
  t?: TensorMessage;
  g?: GraphMessage;
  floats?: readonly number[];
  ints?: readonly Int64Field[];
  strings?: readonly Uint8Array[];
  tensors?: readonly TensorMessage[];
  graphs?: readonly GraphMessage[];
  type?: number;
}

export interface TensorMessage {
  dims?: readonly Int64Field[];
  dataType?: number;
  segment?: object;
  floatData?: readonly number[];
  int32Data?: readonly number[];
  int64Data?: readonly Int64Field[];
  name?: string;
  rawData?: Uint8Array;
  doubleData?: readonly number[];
  uint64Data?: readonly Int64Field[];
  externalData?: readonly EntryMessage[];
  dataLocation?: number;
}

export interface ValueInfoMessage {
  name?: string;
  type?: TypeMessage;
}

export interface TypeMessage {
  tensorType?: { elemType?: number; shape?: { dim?: readonly { dimValue?: Int64Field; dimParam?: string }[] } };
  sequenceType?: object;
  mapType?: object;
  opaqueType?: object;
  sparseTensorType?: object;
  optionalType?: object;
}

/** Exact value of a decoded integer: a number where it is safe, else a bigint. */
export function integer(field: Int64Field | undefined): number | bigint {
  if (field === undefined) return 0;
  if (typeof field === 'string') return integerFrom(BigInt(field));
  if (typeof field === 'number') return field;
  const { high, low } = field;
  // high · 2^32 is exact; the sum can only round to something that is not safe either.
  const rounded = high * 0x1_0000_0000 + (low >>> 0);
  return Number.isSafeInteger(rounded) ? rounded : (BigInt(high) << 32n) | BigInt(low >>> 0);
}

function integerFrom(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** The inverse of `integer`. */
export function integerField(value: number | bigint): Int64Field {
  return typeof value === 'bigint' ? value.toString() : value;
}
