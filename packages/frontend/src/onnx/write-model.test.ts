import fc from 'fast-check';
import { expect, it } from 'vitest';
import { modelOf } from './data-models.test.helper.ts';
import { elementNames, type ElementName, type TensorDataType } from './element-formats.ts';
import type { OnnxAttribute, OnnxData, OnnxGraph, OnnxModel, OnnxNode, OnnxTensor, OnnxValueInfo } from './model.ts';
import { readModel } from './read-model.ts';
import { writeModel } from './write-model.ts';

const name = fc.string({ minLength: 1, maxLength: 6, unit: 'grapheme' });
const domain = fc.constantFrom('', 'qonnx.custom_op.general', 'finn.custom_op.general');
const int = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value)),
);
const float = fc.float({ noNaN: true });
const mapOf = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<ReadonlyMap<string, Value>> =>
  fc.uniqueArray(fc.tuple(name, value), { maxLength: 3, selector: ([key]) => key }).map((entries) => new Map(entries));

/** Element values of each type, made into the array that type decodes to. */
const data: Readonly<Record<TensorDataType, (length: number) => fc.Arbitrary<OnnxData>>> = {
  float32: (n) => fc.float32Array({ minLength: n, maxLength: n, noNaN: true }),
  float64: (n) => fc.float64Array({ minLength: n, maxLength: n, noNaN: true }),
  uint8: (n) => fc.uint8Array({ minLength: n, maxLength: n }),
  int8: (n) => fc.int8Array({ minLength: n, maxLength: n }),
  uint16: (n) => fc.uint16Array({ minLength: n, maxLength: n }),
  int16: (n) => fc.int16Array({ minLength: n, maxLength: n }),
  int32: (n) => fc.int32Array({ minLength: n, maxLength: n }),
  uint32: (n) => fc.uint32Array({ minLength: n, maxLength: n }),
  int64: (n) => fc.bigInt64Array({ minLength: n, maxLength: n }),
  uint64: (n) => fc.bigUint64Array({ minLength: n, maxLength: n }),
  bool: (n) => fc.uint8Array({ minLength: n, maxLength: n, max: 1 }),
  float16: (n) => fc.int8Array({ minLength: n, maxLength: n }).map((codes) => Float32Array.from(codes, (c) => c / 8)),
  bfloat16: (n) =>
    fc.int8Array({ minLength: n, maxLength: n }).map((codes) => Float32Array.from(codes, (c) => c * 2 ** 40)),
  uint4: (n) => fc.uint8Array({ minLength: n, maxLength: n, max: 15 }),
  int4: (n) => fc.int8Array({ minLength: n, maxLength: n, min: -8, max: 7 }),
  uint2: (n) => fc.uint8Array({ minLength: n, maxLength: n, max: 3 }),
  int2: (n) => fc.int8Array({ minLength: n, maxLength: n, min: -2, max: 1 }),
};
const dataTypes = Object.keys(data) as TensorDataType[];

const tensor = (tensorName: string): fc.Arbitrary<OnnxTensor> =>
  fc
    .record({ dataType: fc.constantFrom(...dataTypes), dims: fc.array(fc.nat(3), { maxLength: 3 }) })
    .chain(({ dataType, dims }) =>
      data[dataType](dims.reduce((a, b) => a * b, 1)).map((values) => ({
        name: tensorName,
        dims,
        dataType,
        data: values,
      })),
    );

const elemType = fc.constantFrom(...elementNames.filter((type): type is ElementName => type !== undefined));
const size = fc.oneof(fc.nat(), name, fc.constant(undefined));
const valueInfo: fc.Arbitrary<OnnxValueInfo> = fc.oneof(
  fc.record({ name, elemType, shape: fc.array(size, { maxLength: 4 }) }, { requiredKeys: ['name'] }),
  fc.record({ name, container: fc.constantFrom('sequence', 'map', 'optional', 'sparse', 'opaque') }),
);

const graphOf = (node: fc.Arbitrary<OnnxNode>): fc.Arbitrary<OnnxGraph> =>
  fc.record({
    name,
    nodes: fc.array(node, { maxLength: 3 }),
    inputs: fc.array(valueInfo, { maxLength: 2 }),
    outputs: fc.array(valueInfo, { maxLength: 2 }),
    valueInfo: fc.array(valueInfo, { maxLength: 2 }).map((infos) => new Map(infos.map((info) => [info.name, info]))),
    initializers: fc
      .uniqueArray(name, { maxLength: 3 })
      .chain((names) => fc.tuple(...names.map(tensor)))
      .map((tensors) => new Map(tensors.map((each) => [each.name, each]))),
    annotations: mapOf(mapOf(name)),
  });

const plain: fc.Arbitrary<OnnxAttribute> = fc.oneof(
  fc.record({ type: fc.constant('int'), value: int }),
  fc.record({ type: fc.constant('ints'), value: fc.array(int) }),
  fc.record({ type: fc.constant('float'), value: float }),
  fc.record({ type: fc.constant('floats'), value: fc.array(float) }),
  fc.record({ type: fc.constant('string'), value: fc.string({ unit: 'grapheme' }) }),
  fc.record({ type: fc.constant('strings'), value: fc.array(fc.string()) }),
  fc.record({ type: fc.constant('tensor'), value: tensor('') }),
  fc.record({ type: fc.constant('tensors'), value: fc.array(tensor('t'), { maxLength: 2 }) }),
);
const nodeOf = (attribute: fc.Arbitrary<OnnxAttribute>): fc.Arbitrary<OnnxNode> => {
  const bare = {
    name: fc.string(),
    opType: name,
    domain,
    inputs: fc.array(fc.string(), { maxLength: 3 }),
    outputs: fc.array(name, { maxLength: 2 }),
    attributes: mapOf(attribute),
  };
  const notes = mapOf(fc.string()).filter(({ size }) => size > 0);
  return fc.oneof(fc.record(bare), fc.record({ ...bare, metadata: notes }));
};
const subgraph = graphOf(nodeOf(plain));
const nested: fc.Arbitrary<OnnxAttribute> = fc.oneof(
  { weight: 6, arbitrary: plain },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('graph'), value: subgraph }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('graphs'), value: fc.array(subgraph, { maxLength: 2 }) }) },
);

const model: fc.Arbitrary<OnnxModel> = fc.record({
  irVersion: fc.integer({ min: 3, max: 14 }),
  opsets: fc
    .uniqueArray(fc.tuple(domain, fc.nat(30)), { minLength: 1, selector: ([key]) => key })
    .map((all) => new Map(all)),
  producer: fc.record({ name: fc.string(), version: fc.string() }),
  metadata: mapOf(fc.string()),
  functions: fc.constant([]),
  graph: graphOf(nodeOf(nested)),
});

it('reading gives back what was written', () => {
  fc.assert(
    fc.property(model, (written) => {
      expect(modelOf(readModel(writeModel(written)))).toEqual(written);
    }),
    { numRuns: 300, seed: 1 },
  );
});

const minimal: OnnxModel = {
  irVersion: 8,
  opsets: new Map([['', 13]]),
  producer: { name: 'finnc', version: '' },
  metadata: new Map(),
  functions: [],
  graph: {
    name: '',
    nodes: [],
    inputs: [],
    outputs: [],
    valueInfo: new Map(),
    initializers: new Map(),
    annotations: new Map(),
  },
};

it('refuses what cannot be written', () => {
  const withTensor = (broken: OnnxTensor): OnnxModel => ({
    ...minimal,
    graph: { ...minimal.graph, initializers: new Map([['w', broken]]) },
  });
  expect(() => writeModel({ ...minimal, functions: [{ domain: 'd', name: 'f' }] })).toThrow('local functions');
  expect(() => writeModel(withTensor({ name: 'w', dims: [3], dataType: 'int8', data: Int8Array.of(1) }))).toThrow(
    "tensor 'w' has 1 elements, not 3",
  );
});
