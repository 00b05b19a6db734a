import { gzipSync } from 'fflate';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { modelOf } from './data-models.test.helper.ts';
import { describeProblem } from './describe-problem.ts';
import type { TensorMessage } from './messages.ts';
import type { OnnxData } from './model.ts';
import type { OnnxProblem } from './problems.ts';
import { readModel, type ReadModelOptions } from './read-model.ts';
import { encodeModel } from './schema.ts';

const opsets = [{ domain: '', version: 13 }];
const weight: TensorMessage = { name: 'w', dataType: 1, dims: [3], rawData: new Uint8Array(12) };
const withWeight = (changes: TensorMessage): Uint8Array =>
  encodeModel({ irVersion: 8, opsetImport: opsets, graph: { initializer: [{ ...weight, ...changes }] } });
const withAttribute = (attribute: object): Uint8Array =>
  encodeModel({
    irVersion: 8,
    opsetImport: opsets,
    graph: { node: [{ opType: 'Constant', output: ['c'], attribute: [{ name: 'value', ...attribute }] }] },
  });
const external = (entries: Record<string, string>): Uint8Array => {
  const { rawData: _, ...rest } = weight;
  const externalData = Object.entries(entries).map(([key, value]) => ({ key, value }));
  return encodeModel({
    irVersion: 8,
    opsetImport: opsets,
    graph: { initializer: [{ ...rest, externalData, dataLocation: 1 }] },
  });
};
const initializer = (bytes: Uint8Array, options?: ReadModelOptions) => {
  const tensor = modelOf(readModel(bytes, options)).graph.initializers.get('w');
  if (!tensor) throw new Error('no initializer w');
  return tensor;
};
const place = "initializer 'w'";

describe('a broken file', () => {
  const good = withWeight({});
  const size = { kind: 'tensor-size', place, dataType: 'float32' } as const;
  it.each([
    ['no bytes', new Uint8Array(), { kind: 'empty-file', compressed: false }],
    ['nothing, packed', gzipSync(new Uint8Array()), { kind: 'empty-file', compressed: true }],
    ['a cut model', good.subarray(0, -9), { kind: 'truncated', bytes: good.length - 9, needed: good.length - 6 }],
    ['zeros', new Uint8Array(40), { kind: 'not-a-model-message', bytes: 40, reason: 'illegal tag: field number 0' }],
    ['a model without graph', encodeModel({ irVersion: 8, opsetImport: opsets }), { kind: 'no-graph', bytes: 8 }],
    ['no operator sets', encodeModel({ irVersion: 8, graph: { name: 'g' } }), { kind: 'no-opsets', irVersion: 8 }],
    [
      'a negative version',
      encodeModel({ irVersion: -1, opsetImport: opsets, graph: {} }),
      { kind: 'bad-version', what: 'IR version', value: -1 },
    ],
    [
      'one name for two initializers',
      encodeModel({ irVersion: 8, opsetImport: opsets, graph: { initializer: [weight, weight] } }),
      { kind: 'duplicate-initializer', name: 'w' },
    ],
    ['too few bytes', withWeight({ dims: [2, 2] }), { ...size, dims: [2, 2], unit: 'bytes', expected: 16, actual: 12 }],
    [
      'a shape beyond all memory',
      withWeight({ dims: [2 ** 50, 2 ** 50] }),
      { ...size, dims: [2 ** 50, 2 ** 50], unit: 'bytes', expected: 2 ** 102, actual: 12 },
    ],
    ['a negative size', withWeight({ dims: [-3] }), { kind: 'tensor-dims', place, dims: [-3] }],
    ['strings', withWeight({ dataType: 8 }), { kind: 'unsupported-tensor', place, what: 'string' }],
    ['complex numbers', withWeight({ dataType: 14 }), { kind: 'unsupported-tensor', place, what: 'complex64' }],
    ['a type of the future', withWeight({ dataType: 99 }), { kind: 'unknown-tensor-type', place, code: 99 }],
    ['a segment', withWeight({ segment: {} }), { kind: 'unsupported-tensor', place, what: 'segment' }],
    [
      'a sparse initializer',
      encodeModel({ irVersion: 8, opsetImport: opsets, graph: { sparseInitializer: [{ values: weight }] } }),
      { kind: 'unsupported-tensor', place, what: 'sparse' },
    ],
    [
      'a sparse attribute',
      withAttribute({ type: 11 }),
      { kind: 'unsupported-tensor', place: "attribute 'value' of Constant node 'c'", what: 'sparse' },
    ],
    [
      'a missing data file',
      external({ location: 'w.bin' }),
      { kind: 'external-data-missing', place, location: 'w.bin' },
    ],
    ['no location', external({}), { kind: 'external-data-path', place, location: '' }],
    [
      'a data file elsewhere',
      external({ location: '../w.bin' }),
      { kind: 'external-data-path', place, location: '../w.bin' },
    ],
  ] as const satisfies readonly (readonly [string, Uint8Array, OnnxProblem])[])('with %s', (_, bytes, problem) => {
    expect(readModel(bytes)).toEqual({ problem });
    expect(describeProblem(problem).help).not.toBe('');
  });

  it('with values their type does not have is refused', () => {
    const { rawData: _, ...rest } = weight;
    const graph = { initializer: [{ ...rest, dataType: 3, int32Data: [1, 200, 3] }] };
    expect(readModel(encodeModel({ irVersion: 8, opsetImport: opsets, graph }))).toEqual({
      problem: { kind: 'tensor-value', place, dataType: 'int8', index: 1, value: 200 },
    });
  });

  it('with too few values is refused', () => {
    const graph = { initializer: [{ name: 'w', dataType: 1, dims: [3], floatData: [1, 2] }] };
    expect(readModel(encodeModel({ irVersion: 8, opsetImport: opsets, graph }))).toEqual({
      problem: { ...size, dims: [3], unit: 'entries', expected: 3, actual: 2 },
    });
  });

  it('larger than the limit is not read, nor unpacked', () => {
    const limits = { bytes: 30 };
    expect(readModel(good, { limits })).toMatchObject({ problem: { kind: 'too-large', compressed: false } });
    const bomb = gzipSync(new Uint8Array(1_000_000));
    expect(readModel(bomb, { limits: { bytes: 500_000 } })).toEqual({
      problem: { kind: 'too-large', bytes: 1_000_000, limit: 500_000, compressed: true },
    });
  });

  it.each([
    ['cut', (packed: Uint8Array) => packed.subarray(0, -20)],
    ['cut to its header', (packed: Uint8Array) => packed.subarray(0, 12)],
    [
      'with another checksum',
      (packed: Uint8Array) => packed.map((byte, i) => (i === packed.length - 8 ? byte ^ 1 : byte)),
    ],
    [
      'that claims another size',
      (packed: Uint8Array) => packed.map((byte, i) => (i === packed.length - 4 ? byte - 1 : byte)),
    ],
  ])('of gzip %s is damaged', (_, damage) => {
    const packed = damage(
      gzipSync(withWeight({ rawData: Uint8Array.from({ length: 400 }, (_, i) => i), dims: [100] })),
    );
    const native = (bytes: Uint8Array, limit: number): Uint8Array => gunzipSync(bytes, { maxOutputLength: limit });
    expect(readModel(packed)).toMatchObject({ problem: { kind: 'damaged-gzip' } });
    expect(readModel(packed, { gunzip: native })).toMatchObject({ problem: { kind: 'damaged-gzip' } });
  });
});

describe('a model', () => {
  it('is read from gzip as from plain bytes', () => {
    const bytes = withWeight({ rawData: new Uint8Array(Float32Array.of(1, -2.5, 3).buffer) });
    expect(readModel(gzipSync(bytes))).toEqual(readModel(bytes));
  });

  it('shares the file’s memory with tensors that are aligned in it, and copies the others', () => {
    const bytes = withWeight({ rawData: new Uint8Array(Float32Array.of(1, -2.5, 3).buffer) });
    const shared = [0, 1, 2, 3].map((shift) => {
      const moved = new Uint8Array(bytes.length + shift).subarray(shift);
      moved.set(bytes);
      const { data } = initializer(moved);
      expect(data).toEqual(Float32Array.of(1, -2.5, 3));
      return data.buffer === moved.buffer;
    });
    expect(shared.filter(Boolean)).toHaveLength(1);
  });

  it('comes without Buffers from a Buffer', () => {
    expect(initializer(Buffer.from(withWeight({ dataType: 2, dims: [12] }))).data.constructor).toBe(Uint8Array);
  });

  it.each([
    [{ dataType: 1, dims: [2], floatData: [0.5, -3] }, Float32Array.of(0.5, -3)],
    [{ dataType: 3, dims: [2], int32Data: [-128, 127] }, Int8Array.of(-128, 127)],
    [{ dataType: 4, dims: [1], int32Data: [65535] }, Uint16Array.of(65535)],
    [{ dataType: 7, dims: [2], int64Data: [-1, '9223372036854775807'] }, BigInt64Array.of(-1n, 2n ** 63n - 1n)],
    [{ dataType: 9, dims: [2], int32Data: [0, 1] }, Uint8Array.of(0, 1)],
    [{ dataType: 10, dims: [2], int32Data: [0x3c00, 0xc000] }, Float32Array.of(1, -2)],
    [{ dataType: 11, dims: [1], doubleData: [0.1] }, Float64Array.of(0.1)],
    [{ dataType: 12, dims: [1], uint64Data: [2 ** 32 - 1] }, Uint32Array.of(2 ** 32 - 1)],
    [{ dataType: 13, dims: [1], uint64Data: ['18446744073709551615'] }, BigUint64Array.of(2n ** 64n - 1n)],
    [{ dataType: 22, dims: [3], int32Data: [0xf1, 0x08] }, Int8Array.of(1, -1, -8)],
  ] as const satisfies readonly (readonly [TensorMessage, OnnxData])[])(
    'may list its values one by one: %o',
    (tensor, data) => {
      const graph = { initializer: [{ name: 'w', ...tensor }] };
      expect(initializer(encodeModel({ irVersion: 8, opsetImport: opsets, graph })).data).toEqual(data);
    },
  );

  it('has one name for the default domain', () => {
    const bytes = encodeModel({
      irVersion: 8,
      opsetImport: [{ domain: 'ai.onnx', version: 17 }],
      graph: { node: [{ opType: 'Relu', domain: 'ai.onnx' }] },
    });
    const model = modelOf(readModel(bytes));
    expect(model.opsets).toEqual(new Map([['', 17]]));
    expect(model.graph.nodes[0]?.domain).toBe('');
  });

  it('of IR version 2 has attributes without a type', () => {
    const read = (attribute: object) =>
      modelOf(readModel(withAttribute(attribute))).graph.nodes[0]?.attributes.get('value');
    expect(read({ f: 0 })).toEqual({ type: 'float', value: 0 });
    expect(read({ i: 0 })).toEqual({ type: 'int', value: 0 });
    expect(read({ s: new TextEncoder().encode('SAME_UPPER') })).toEqual({ type: 'string', value: 'SAME_UPPER' });
    expect(read({ floats: [1, 2] })).toEqual({ type: 'floats', value: [1, 2] });
  });

  it('tells a dimension of size 0 from one of unknown size', () => {
    const dim = [{ dimValue: 0 }, {}, { dimParam: 'batch' }, { dimValue: -1 }];
    const input = [{ name: 'x', type: { tensorType: { elemType: 1, shape: { dim } } } }];
    const model = modelOf(readModel(encodeModel({ irVersion: 8, opsetImport: opsets, graph: { input } })));
    expect(model.graph.inputs).toEqual([{ name: 'x', elemType: 'float32', shape: [0, undefined, 'batch', undefined] }]);
  });

  it('adds up several annotations of one tensor', () => {
    const entry = (key: string) => ({ tensorName: 'x', quantParameterTensorNames: [{ key, value: 'INT4' }] });
    const graph = { quantizationAnnotation: [entry('finn_datatype'), entry('other')] };
    const { annotations } = modelOf(readModel(encodeModel({ irVersion: 8, opsetImport: opsets, graph }))).graph;
    expect(annotations.get('x')).toEqual(
      new Map([
        ['finn_datatype', 'INT4'],
        ['other', 'INT4'],
      ]),
    );
  });
});

describe('external data', () => {
  const file = new Uint8Array(Float32Array.of(0, 1, 2, 3, 4).buffer);
  const externalData = (location: string) => (location === 'sub/w.bin' ? file : undefined);
  const location = 'sub/w.bin';

  it('is taken from offset to offset + length', () => {
    expect(initializer(external({ location, offset: '4', length: '12' }), { externalData }).data).toEqual(
      Float32Array.of(1, 2, 3),
    );
    expect(initializer(external({ location }), { externalData }).data).toEqual(Float32Array.of(0, 1, 2));
  });

  it('beyond 4 GiB is read tensor by tensor, each once and only when it is asked for', () => {
    const reads: (readonly [offset: number, length: number])[] = [];
    const size = 5 * 2 ** 30;
    const huge = {
      size,
      read: (offset: number, length: number) => {
        reads.push([offset, length]);
        return new Uint8Array(Float32Array.of(7, 8, 9).buffer);
      },
    };
    const from = (offset: number) => external({ location, offset: String(offset) });
    const tensor = initializer(from(size - 12), { externalData: () => huge });
    expect(reads).toEqual([]);
    expect(tensor.data).toEqual(Float32Array.of(7, 8, 9));
    expect(tensor.data).toBe(tensor.data);
    expect(reads).toEqual([[size - 12, 12]]);
    expect(readModel(from(size - 8), { externalData: () => huge })).toEqual({
      problem: { kind: 'external-data-too-short', place, location, offset: size - 8, needed: 12, available: size },
    });
  });

  it.each([
    [
      { location, offset: '12' },
      { kind: 'external-data-too-short', place, location, offset: 12, needed: 12, available: 20 },
    ],
    [
      { location, length: '16' },
      { kind: 'external-data-length', place, location, expected: 12, declared: 16 },
    ],
    [
      { location, offset: '-4' },
      { kind: 'external-data-entry', place, key: 'offset', value: '-4' },
    ],
    [
      { location, length: 'all' },
      { kind: 'external-data-entry', place, key: 'length', value: 'all' },
    ],
  ] as const satisfies readonly (readonly [Record<string, string>, OnnxProblem])[])(
    '%o is a problem',
    (entries, problem) => {
      expect(readModel(external(entries), { externalData })).toEqual({ problem });
    },
  );

  it.each(['/etc/passwd', 'C:/w.bin', 'a\\b', '..', 'a/../../w', 'a/..', '\0'])(
    'is never looked for at %j',
    (unsafe) => {
      const asked: string[] = [];
      const result = readModel(external({ location: unsafe }), { externalData: (name) => (asked.push(name), file) });
      expect(result).toMatchObject({ problem: { kind: 'external-data-path' } });
      expect(asked).toEqual([]);
    },
  );
});
