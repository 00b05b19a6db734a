import { randomSource } from '@finnc/ir';
import protobuf from 'protobufjs/light.js';
import { expect, it } from 'vitest';
import { messageCodec, type MessageTable } from './message-codec.ts';

const table: MessageTable = {
  Outer: {
    whole: [1, 'int64'],
    text: [2, 'string'],
    bytes: [3, 'bytes'],
    real: [4, 'float'],
    long: [5, 'double'],
    small: [6, 'int32'],
    wholes: [7, 'int64', 'repeated'],
    reals: [8, 'float', 'packed'],
    unsigned: [9, 'uint64', 'packed'],
    smalls: [10, 'int32', 'packed'],
    longs: [11, 'double', 'packed'],
    texts: [12, 'string', 'repeated'],
    inner: [13, 'Inner'],
    inners: [200, 'Inner', 'repeated'],
  },
  Inner: { name: [1, 'string'], outer: [2, 'Outer'], number: [3, 'int32'] },
};
const codec = messageCodec(table);

/** The reflection of protobufjs, for the same table. */
const reflected = protobuf.Root.fromJSON({
  nested: Object.fromEntries(
    Object.entries(table).map(([name, fields]) => [
      name,
      {
        edition: 'proto2',
        fields: Object.fromEntries(
          Object.entries(fields).map(([field, [id, type, rule]]) => [
            field,
            {
              id,
              type,
              ...(rule === undefined ? {} : { rule: 'repeated' }),
              ...(rule === 'packed' ? { options: { packed: true } } : {}),
            },
          ]),
        ),
      },
    ]),
  ),
}).lookupType('Outer');

const random = randomSource(11);
const below = (n: number): number => Math.floor(random() * n);
const some = <T>(make: () => T): T[] => Array.from({ length: below(4) }, make);
const whole = (): number => (below(2) === 0 ? below(300) - 150 : Math.floor((random() - 0.5) * 2 ** 50));
const small = (): number => below(2 ** 31) - 2 ** 30;
const text = (): string => some(() => 'aé–😀'.slice(below(5))).join('');
const bytes = (): Uint8Array => Uint8Array.from(some(() => below(256)));

function inner(depth: number): object {
  return { name: text(), number: small(), ...(depth > 0 && below(2) === 0 ? { outer: outer(depth - 1) } : {}) };
}
function outer(depth: number): object {
  const all: Record<string, () => unknown> = {
    whole,
    text,
    bytes,
    real: () => Math.fround(random()),
    long: random,
    small,
    wholes: () => some(whole),
    reals: () => some(() => Math.fround(random())),
    unsigned: () => some(() => below(2 ** 40)),
    smalls: () => some(small),
    longs: () => some(random),
    texts: () => some(text),
    inner: () => inner(depth),
    inners: () => some(() => inner(depth)),
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, make]) => (below(3) === 0 ? [] : [[name, make()] as const])),
  );
}

const reader = (of: Uint8Array): protobuf.Reader => new protobuf.Reader(new Uint8Array(of));
/** What comes out, absent fields with what they read as; or the message of the error. */
function outcome(decode: () => object): unknown {
  try {
    return plain(decode());
  } catch (error) {
    return (error as Error).message;
  }
}
function plain(message: object): object {
  const fields = Object.entries('inners' in message ? table['Outer']! : table['Inner']!);
  return Object.fromEntries(
    fields.map(([name, [, type, rule]]) => {
      const value = (message as Record<string, unknown>)[name];
      // In one of them lists are always there, and bytes that are not are an empty list.
      const isOwn = rule !== undefined || Object.hasOwn(message, name);
      return [name, [isOwn, type === 'bytes' ? [...(value as Uint8Array)] : shown(value)]];
    }),
  );
}
function shown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== 'object' || value === null) return value;
  if ('low' in value && 'high' in value) return [value.low, value.high];
  return plain(value);
}

const messages = Array.from({ length: 200 }, () => outer(3));

it('writes the bytes that the reflection of protobufjs writes', () => {
  for (const message of messages) {
    expect(Buffer.from(codec.encode('Outer', message))).toEqual(Buffer.from(reflected.encode(message).finish()));
  }
});

it('reads what the reflection of protobufjs reads, of whole and of damaged messages', () => {
  for (const message of messages) {
    const whole = Uint8Array.from(reflected.encode(message).finish());
    const damaged = Array.from({ length: 20 }, () => {
      const copy = whole.slice(below(3) === 0 ? below(whole.length) : 0);
      for (let i = below(3); i >= 0 && copy.length > 0; i--) copy[below(copy.length)] = below(256);
      return copy;
    });
    for (const each of [whole, whole.subarray(0, below(whole.length)), ...damaged]) {
      expect(outcome(() => codec.decode('Outer', reader(each)))).toEqual(outcome(() => reflected.decode(reader(each))));
    }
  }
});

it('merges parts of one message, and takes lists packed or one by one', () => {
  const parts = [
    { inner: { name: 'a' }, reals: [1, 2] },
    { inner: { number: 7 }, reals: [3] },
  ];
  const joined = Buffer.concat(parts.map((part) => codec.encode('Outer', part)));
  // Tag 8 with the wire type of one float.
  const single = Buffer.from([(8 << 3) | 5, 0, 0, 128, 64]);
  const read = codec.decode('Outer', reader(Buffer.concat([joined, single])));
  expect(read).toMatchObject({ inner: { name: 'a', number: 7 }, reals: [1, 2, 3, 4] });
});

it('refuses messages inside of each other without end', () => {
  let nested = new Uint8Array();
  for (let i = 0; i < 120; i++) {
    const tag = (i % 2 === 0 ? 2 : 13) * 8 + 2;
    nested = Uint8Array.from(new protobuf.Writer().uint32(tag).bytes(nested).finish());
  }
  expect(outcome(() => codec.decode('Outer', reader(nested)))).toBe('max depth exceeded');
});

it('refuses a table with a field of unknown type', () => {
  expect(() => messageCodec({ Outer: { name: [1, 'strings'] } })).toThrow(
    new RangeError('Outer.name is of unknown type strings'),
  );
});
