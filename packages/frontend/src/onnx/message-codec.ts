import protobuf from 'protobufjs/minimal.js';

/** `[field number, type]`, or `[field number, type, how often]`; the type is a scalar of protobuf or another message. */
export type Field = readonly [id: number, type: string, rule?: 'repeated' | 'packed'];
/** Messages by name, and their fields by name. */
export type MessageTable = Readonly<Record<string, Readonly<Record<string, Field>>>>;

/**
 * Reads and writes messages by a table of their fields, on the wire primitives of protobufjs. Its own reflection does the
 * same by code that it generates when a program starts, which takes longer than to read most models.
 */
export interface MessageCodec {
  /**
   * A message that fills what is left of the reader; fields that are not in the table are skipped. An absent repeated field
   * reads as an empty array, an absent scalar as its default, an absent message as null; only what was there is its own.
   *
   * @throws Error where the bytes are not such a message
   */
  decode(message: string, reader: protobuf.Reader): object;
  encode(message: string, value: object): Uint8Array;
}

type Message = Record<string, unknown>;

interface FieldCodec {
  readonly id: number;
  readonly name: string;
  readonly isRepeated: boolean;
  readonly isPacked: boolean;
  /** The type of a field that is a message. */
  readonly message: MessageType | undefined;
  readonly scalar: Scalar;
  readonly wireType: number;
}
interface MessageType {
  readonly fields: Map<number, FieldCodec>;
  /** What absent fields read as. */
  readonly defaults: Message;
}

const LENGTH_DELIMITED = 2;

/** Scalars of the tables, their wire types and defaults. */
const scalars = {
  int32: { wireType: 0, empty: 0 },
  int64: { wireType: 0, empty: Object.freeze({ low: 0, high: 0 }) },
  uint64: { wireType: 0, empty: Object.freeze({ low: 0, high: 0 }) },
  double: { wireType: 1, empty: 0 },
  string: { wireType: LENGTH_DELIMITED, empty: '' },
  bytes: { wireType: LENGTH_DELIMITED, empty: new Uint8Array() },
  float: { wireType: 5, empty: 0 },
} as const;
type Scalar = keyof typeof scalars;

/** Scalars of which several may lie behind one tag. */
const packable = { int32: 'int32s', int64: 'int64s', uint64: 'uint64s', double: 'doubles', float: 'floats' } as const;

/**
 * A codec of the messages of a table, whose fields are scalars or messages of the same table.
 *
 * @throws RangeError if a field has another type
 */
export function messageCodec(table: MessageTable): MessageCodec {
  const types = messageTypes(table);
  return {
    decode: (message, reader) => decode(reader, types.get(message)!, reader.len, 0, undefined),
    encode(message, value) {
      const writer = new protobuf.Writer();
      encode(writer, types.get(message)!, value as Message);
      return writer.finish();
    },
  };
}

function messageTypes(table: MessageTable): ReadonlyMap<string, MessageType> {
  const types = new Map<string, MessageType>();
  for (const name of Object.keys(table)) types.set(name, { fields: new Map(), defaults: {} });
  for (const [name, { fields, defaults }] of types) {
    // Fields are written in the order of their numbers.
    const entries = Object.entries(table[name]!).sort(([, [a]], [, [b]]) => a - b);
    for (const [field, [id, type, rule]] of entries) {
      const message = types.get(type);
      if (!message && !Object.hasOwn(scalars, type))
        throw new RangeError(`${name}.${field} is of unknown type ${type}`);
      const scalar = type as Scalar;
      const isRepeated = rule !== undefined;
      const wireType = message ? LENGTH_DELIMITED : scalars[scalar].wireType;
      fields.set(id, { id, name: field, isRepeated, isPacked: rule === 'packed', message, scalar, wireType });
      defaults[field] = isRepeated ? Object.freeze([]) : message ? null : scalars[scalar].empty;
    }
  }
  return types;
}

/** @param before  the same field, if it was there before: its parts are merged */
function decode(
  reader: protobuf.Reader,
  type: MessageType,
  end: number,
  depth: number,
  before: Message | null | undefined,
): Message {
  if (depth > protobuf.Reader.recursionLimit) throw new Error('max depth exceeded');
  const message = before ?? (Object.create(type.defaults) as Message);
  const { len } = reader;
  if (end > len) throw new RangeError('index out of range');
  reader.len = end;
  while (reader.pos < end) {
    const tag = reader.tag();
    const field = type.fields.get(tag >>> 3);
    if (!field || !decodeField(reader, field, tag & 7, depth, message)) reader.skipType(tag & 7, depth, tag >>> 3);
  }
  if (reader.pos !== end) throw new RangeError('index out of range');
  reader.len = len;
  return message;
}

/** Whether the field has this wire type; it is read then. */
function decodeField(
  reader: protobuf.Reader,
  { name, isRepeated, message: type, scalar, wireType }: FieldCodec,
  found: number,
  depth: number,
  message: Message,
): boolean {
  const isPacked = isRepeated && !type && found === LENGTH_DELIMITED && scalar in packable;
  if (found !== wireType && !isPacked) return false;
  if (!isRepeated) {
    message[name] = type
      ? decode(reader, type, sizeFrom(reader), depth + 1, message[name] as Message | null)
      : reader[scalar]();
    return true;
  }
  const list = (Object.hasOwn(message, name) ? message[name] : (message[name] = [])) as unknown[];
  if (isPacked) reader[packable[scalar as keyof typeof packable]](list as number[]);
  else list.push(type ? decode(reader, type, sizeFrom(reader), depth + 1, undefined) : reader[scalar]());
  return true;
}

/** Where the message whose length comes next ends. */
function sizeFrom(reader: protobuf.Reader): number {
  const size = reader.size();
  return reader.pos + size;
}

function encode(writer: protobuf.Writer, { fields }: MessageType, message: Message): void {
  for (const { id, name, isRepeated, isPacked, message: type, scalar, wireType } of fields.values()) {
    const value = Object.hasOwn(message, name) ? message[name] : undefined;
    if (value === undefined || value === null) continue;
    const values = isRepeated ? (value as readonly unknown[]) : [value];
    if (values.length === 0) continue;
    if (isPacked) {
      writer.uint32((id << 3) | LENGTH_DELIMITED)[packable[scalar as keyof typeof packable]](values as number[]);
      continue;
    }
    for (const each of values) {
      writer.uint32((id << 3) | wireType);
      if (type) {
        writer.fork();
        encode(writer, type, each as Message);
        writer.ldelim();
      } else writer[scalar](each as never);
    }
  }
}
