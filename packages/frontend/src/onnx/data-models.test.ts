import { crc32 } from '@finnc/ir';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { besideDataModels, dataModel, dataModels, modelOf } from './data-models.test.helper.ts';
import { encodeElements } from './element-formats.ts';
import type { OnnxAttribute, OnnxModel, OnnxTensor, OnnxValueInfo } from './model.ts';
import { readModel } from './read-model.ts';
import { writeModel } from './write-model.ts';

/** What Python's onnx finds, by `test/onnx-models.py`. */
const table = readFileSync(path.resolve(import.meta.dirname, '../../test/onnx-models.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Record<string, unknown>);

const names = new Set(dataModels);
const read = (name: string): OnnxModel => modelOf(readModel(dataModel(name), { externalData: besideDataModels }));

describe.skipIf(dataModels.length === 0)('every model of the data folder', () => {
  it('is in the table', () => {
    expect(dataModels.filter((name) => !table.some(({ model }) => model === name))).toEqual([]);
  });

  it.each(table.filter(({ model }) => names.has(String(model))))('$model reads as Python reads it', (expected) => {
    expect(facts(String(expected['model']))).toEqual(expected);
  });

  it.each(dataModels)('%s comes back the same after writing', (name) => {
    const model = read(name);
    const written = writeModel(model);
    const again = modelOf(readModel(written));
    // Equal bytes for equal models: comparing millions of weights one by one in the test library takes minutes.
    expect(crc32(writeModel(again))).toBe(crc32(written));
    expect(weights(again)).toBe(weights(model));
    expect(again.graph.nodes.length).toBe(model.graph.nodes.length);
  });
});

function facts(name: string): Record<string, unknown> {
  const model = read(name);
  const { graph } = model;
  const tensors = [...graph.initializers.values()];
  return {
    model: name,
    ir: model.irVersion,
    opsets: Object.fromEntries(model.opsets),
    producer: `${model.producer.name} ${model.producer.version}`,
    metadata: model.metadata.size,
    functions: model.functions.length,
    nodes: graph.nodes.length,
    ops: new Set(graph.nodes.map(({ domain, opType }) => `${domain} ${opType}`)).size,
    edges: graph.nodes.reduce((sum, { inputs, outputs }) => sum + inputs.length + outputs.length, 0),
    attributes: graph.nodes
      .flatMap(({ attributes }) => [...attributes].map(([key, attribute]) => `${attributeText(key, attribute)}\n`))
      .reduce((crc, line) => crc32(new TextEncoder().encode(line), crc), 0),
    initializers: tensors.length,
    elements: tensors.reduce((sum, { data }) => sum + data.length, 0),
    weights: weights(model),
    inputs: graph.inputs.filter((input) => !graph.initializers.has(input.name)).map(valueText),
    listedInputs: graph.inputs.length,
    outputs: graph.outputs.map(valueText),
    valueInfo: graph.valueInfo.size,
    annotations: graph.annotations.size,
  };
}

function weights({ graph }: OnnxModel): number {
  return [...graph.initializers.values()].reduce((crc, tensor) => crc32(bytesOf(tensor), crc), 0);
}

const bytesOf = ({ dataType, data }: OnnxTensor): Uint8Array => encodeElements(dataType, data);
const valueText = ({ name, shape }: OnnxValueInfo): unknown => [name, (shape ?? []).map((size) => size ?? null)];

function attributeText(key: string, attribute: OnnxAttribute): string {
  const hex = (value: number): string => {
    const bytes = new Uint8Array(Float32Array.of(value).buffer);
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  };
  const { type, value } = attribute;
  switch (type) {
    case 'float':
      return `${key} ${type} ${hex(value)}`;
    case 'floats':
      return `${key} ${type} ${value.map(hex).join(' ')}`;
    case 'ints':
      return `${key} ${type} ${value.join(' ')}`;
    case 'int':
    case 'string':
      return `${key} ${type} ${value}`;
    case 'tensor':
      return `${key} ${type} ${value.dataType} [${value.dims.join(', ')}] ${crc32(bytesOf(value))}`;
    default:
      throw new Error(`no text for an attribute of type ${type}`);
  }
}
