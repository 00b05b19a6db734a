import {
  writeModel,
  type OnnxAttribute,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValueInfo,
} from '@finnc/frontend';
import { packParameters } from '@finnc/frontend/testing';
import { writeNpy } from './data/npy.ts';
import { writeNpz } from './data/npz.ts';

/** Files that cases name in their command and that are made for them, by name. */
export const generated: Readonly<Record<string, () => Uint8Array>> = {
  'tiny.onnx': () => writeModel(tiny()),
  'model.onnx': () => writeModel(tiny()),
  'other-weights.onnx': () => writeModel(otherWeights()),
  'unit-input.onnx': () => writeModel(unitInput()),
  'on-steps.onnx': () => writeModel(onSteps()),
  'two-inputs.onnx': () => writeModel(twoInputs()),
  'wide.onnx': () => writeModel(wide()),
  'float.onnx': () => writeModel(floatNetwork()),
  'fp8.onnx': () => writeModel(fp8Network()),
  'softmax.onnx': () => writeModel(withOperator('Softmax')),
  'unsupported.onnx': () => writeModel(withOperator('Det')),
  'dynamic.onnx': () => writeModel(withInputShape([1, 'height'])),
  '..onnx': () => writeModel(tiny()),
  'batch.onnx': () => writeModel(withInputShape([4, 8])),
  'four-inputs.npy': () => writeNpy({ shape: [4, 8], dtype: 'uint8', data: new Uint8Array(32) }),
  'bands.npy': () =>
    writeNpy({
      shape: [3, 64],
      dtype: 'uint8',
      data: Uint8Array.from({ length: 192 }, (_, i) =>
        Math.floor((i % 64) / 16) === Math.floor(i / 64) + 1 ? 200 : 0,
      ),
    }),
  'labels.npy': () => writeNpy({ shape: [3], dtype: 'int32', data: Int32Array.of(0, 2, 1) }),
  'labels-beyond.npy': () => writeNpy({ shape: [3], dtype: 'int32', data: Int32Array.of(0, 3, 1) }),
  'dynamic-batch.onnx': () => writeModel(withInputShape(['batch', 8])),
  'truncated.onnx': () => writeModel(tiny()).subarray(0, 300),
  'empty.onnx': () => new Uint8Array(),
  'text.onnx': () => new TextEncoder().encode('import torch\nmodel = torch.load("model.pt")\n'),
  'input.npy': () =>
    writeNpy({ shape: [1, 8], dtype: 'float32', data: Float32Array.of(0, 1, 2, 3, 250, 251, 254, 255) }),
  'three-inputs.npy': () =>
    writeNpy({ shape: [3, 8], dtype: 'uint8', data: Uint8Array.from({ length: 24 }, (_, i) => (i * 37) % 256) }),
  'both-inputs.npz': () => {
    const bytes = Uint8Array.from({ length: 24 }, (_, i) => (i * 37) % 256);
    return writeNpz(
      new Map([
        ['x', { shape: [3, 8], dtype: 'uint8', data: bytes }],
        ['in_1', { shape: [3, 1, 8], dtype: 'uint8', data: bytes.map((value) => (value * 7) % 5) }],
      ]),
    );
  },
  'fives.npy': () => writeNpy({ shape: [1, 8], dtype: 'uint8', data: new Uint8Array(8).fill(5) }),
  'fraction.npy': () => writeNpy({ shape: [1, 8], dtype: 'float32', data: new Float32Array(8).fill(0.5) }),
  'one-output.npy': () => writeNpy({ shape: [1, 3], dtype: 'float32', data: Float32Array.of(0, 2, 99) }),
  'with-nan.npy': () => writeNpy({ shape: [1, 3], dtype: 'float32', data: Float32Array.of(0, NaN, 2) }),
  'several.npz': () => {
    const array = { shape: [1, 3], dtype: 'float32', data: new Float32Array(3) } as const;
    return writeNpz(
      new Map([
        ['a', array],
        ['b', array],
      ]),
    );
  },
  'long.npy': () => writeNpy({ shape: [1, 9], dtype: 'float32', data: new Float32Array(9) }),
};

/** Folders that cases name, as files by name. */
export const generatedFolders: Readonly<Record<string, () => ReadonlyMap<string, Uint8Array>>> = {
  parameters: () => parameters(),
  'parameters-cut': () => new Map([...parameters()].map(([name, bytes]) => [name, bytes.subarray(0, -3)])),
  'parameters-alone': () => new Map([...parameters()].filter(([name]) => name.endsWith('.bin'))),
};

/** Two fully connected layers of one bit on 8×8 pixels; class i sees the rows that row i of the first layer sees. */
const parameters = (): ReadonlyMap<string, Uint8Array> =>
  packParameters(
    [
      {
        ...{ rows: 4, inputs: 64, pe: 2, simd: 32, weightBits: 1, activationBits: 1 },
        weights: Array.from({ length: 256 }, (_, i) => (Math.floor((i % 64) / 16) === Math.floor(i / 64) ? 1 : -1)),
        thresholds: [32, 32, 32, 32],
      },
      {
        ...{ rows: 4, inputs: 4, paddedRows: 8, pe: 4, simd: 4, weightBits: 1, activationBits: 1 },
        weights: Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 1 : -1)),
        thresholds: [2, 2, 2, 2],
      },
    ],
    ['none', 'cat', 'dog', 'ship'],
  );

const qonnx = 'qonnx.custom_op.general';

const info = (name: string, shape: OnnxValueInfo['shape']): OnnxValueInfo => ({
  name,
  elemType: 'float32',
  ...(shape ? { shape } : {}),
});

const float = (name: string, dims: readonly number[], values: readonly number[]): OnnxTensor => ({
  name,
  dims,
  dataType: 'float32',
  data: Float32Array.from(values),
});

const node = (
  opType: string,
  inputs: readonly string[],
  output: string,
  {
    domain = '',
    attributes = [],
  }: { domain?: string; attributes?: readonly (readonly [string, OnnxAttribute])[] } = {},
): OnnxNode => ({
  name: `${opType}_${output}`,
  opType,
  domain,
  inputs,
  outputs: [output],
  attributes: new Map(attributes),
});

/** Signs without a pattern that a mistake in layout would keep. */
const signs = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => ((i * i + 3 * i) % 7 < 3 ? -0.5 : 0.5));

const bipolar = (input: string, output: string): OnnxNode =>
  node('BipolarQuant', [input, 'one'], output, { domain: qonnx });

/** A network with bipolar weights and activations: 8 inputs of UINT8, 4 neurons, 3 scores. */
function tiny(): OnnxModel {
  const nodes = [
    bipolar('w0', 'q0'),
    node('MatMul', ['x', 'q0'], 'h0'),
    node('Sub', ['h0', 'middle'], 'h1'),
    bipolar('h1', 'a0'),
    bipolar('w1', 'q1'),
    node('MatMul', ['a0', 'q1'], 'y'),
  ];
  const weights = [float('w0', [8, 4], signs(32)), float('w1', [4, 3], signs(12))];
  const scalars = [float('one', [], [1]), float('middle', [4], [0, 100, -100, 7.5])];
  return model(nodes, [info('x', [1, 8])], [info('y', [1, 3])], [...weights, ...scalars], 'UINT8');
}

/** `tiny` for real inputs, which a quantiser of its own turns into 8 bits; by default they are between 0 and 1. */
function unitInput(step = 1 / 256): OnnxModel {
  const { graph, ...rest } = tiny();
  const bits: readonly (readonly [string, OnnxAttribute])[] = [
    ['signed', { type: 'int', value: 0 }],
    ['narrow', { type: 'int', value: 0 }],
    ['rounding_mode', { type: 'string', value: 'ROUND' }],
  ];
  const quantiser = node('Quant', ['x', 'step', 'zero', 'eight'], 'codes', { domain: qonnx, attributes: bits });
  const scalars = [float('step', [], [step]), float('zero', [], [0]), float('eight', [], [8])];
  const nodes = graph.nodes.map((other) => ({
    ...other,
    inputs: other.inputs.map((input) => (input === 'x' ? 'codes' : input)),
  }));
  return {
    ...rest,
    graph: {
      ...graph,
      nodes: [quantiser, ...nodes],
      initializers: new Map([...graph.initializers, ...scalars.map((tensor) => [tensor.name, tensor] as const)]),
      annotations: new Map(),
    },
  };
}

/** `unitInput` of integers times 0.07: that of 5 is a step of its quantiser in float32, and below it in exact arithmetic. */
function onSteps(): OnnxModel {
  const { graph, ...rest } = unitInput(0.1);
  const [quantiser, ...others] = graph.nodes;
  const nodes = [
    node('Mul', ['x', 'factor'], 'scaled'),
    { ...quantiser!, inputs: ['scaled', ...quantiser!.inputs.slice(1)] },
    ...others,
  ];
  const initializers = new Map(graph.initializers).set('factor', float('factor', [], [0.07]));
  return { ...rest, graph: { ...graph, nodes, initializers, annotations: tiny().graph.annotations } };
}

/** `tiny` with the products of a second input, by the same weights, added to those of the first. */
function twoInputs(): OnnxModel {
  const { graph, ...rest } = tiny();
  const product = node('MatMul', ['x', 'q0'], 'left');
  const sums = [node('MatMul', ['x2', 'q0'], 'right'), node('Add', ['left', 'right'], 'h0')];
  const nodes = graph.nodes.flatMap((other) => (other.outputs[0] === 'h0' ? [product, ...sums] : [other]));
  const annotations = new Map([...graph.annotations, ['x2', new Map([['finn_datatype', 'UINT8']])]]);
  return { ...rest, graph: { ...graph, nodes, inputs: [info('x', [1, 8]), info('x2', [1, 8])], annotations } };
}

/** A layer of 512×512 signs, which no board computes in one cycle. */
function wide(): OnnxModel {
  const size = 512;
  const nodes = [bipolar('w', 'q'), node('MatMul', ['x', 'q'], 'h'), bipolar('h', 'y')];
  const initializers = [float('w', [size, size], signs(size * size)), float('one', [], [1])];
  return model(nodes, [info('x', [1, size])], [info('y', [1, size])], initializers, 'UINT8');
}

function floatNetwork(): OnnxModel {
  const nodes = [node('MatMul', ['x', 'w'], 'h'), node('Relu', ['h'], 'y')];
  return model(nodes, [info('x', [1, 8])], [info('y', [1, 4])], [float('w', [8, 4], signs(32))]);
}

/** Quantised, but to the minifloats E4M3. */
function fp8Network(): OnnxModel {
  const format = [1, 4, 3, 7, 448].map((value, i) => float(`f${i}`, [], [value]));
  const nodes = [
    node('FloatQuant', ['x', ...format.map(({ name }) => name)], 'q', { domain: qonnx }),
    node('MatMul', ['q', 'w'], 'y'),
  ];
  return model(nodes, [info('x', [1, 8])], [info('y', [1, 4])], [float('w', [8, 4], signs(32)), ...format]);
}

/** `tiny` with one more operator at its end. */
function withOperator(opType: string): OnnxModel {
  const { graph, ...rest } = tiny();
  return {
    ...rest,
    graph: { ...graph, nodes: [...graph.nodes, node(opType, ['y'], 'z')], outputs: [info('z', [1, 3])] },
  };
}

/** `tiny` with one weight of the first layer negated. */
function otherWeights(): OnnxModel {
  const { graph, ...rest } = tiny();
  const values = signs(32).map((value, i) => (i === 5 ? -value : value));
  const initializers = new Map(graph.initializers).set('w0', float('w0', [8, 4], values));
  return { ...rest, graph: { ...graph, initializers } };
}

function withInputShape(shape: OnnxValueInfo['shape']): OnnxModel {
  const { graph, ...rest } = tiny();
  return { ...rest, graph: { ...graph, inputs: [info('x', shape)] } };
}

function model(
  nodes: readonly OnnxNode[],
  inputs: readonly OnnxValueInfo[],
  outputs: readonly OnnxValueInfo[],
  initializers: readonly OnnxTensor[],
  inputType?: string,
): OnnxModel {
  return {
    irVersion: 8,
    opsets: new Map([
      ['', 13],
      [qonnx, 1],
    ]),
    producer: { name: 'finnc tests', version: '1' },
    metadata: new Map([['finnc.classes', '["cat", "dog", "ship"]']]),
    functions: [],
    graph: {
      name: 'tiny',
      nodes,
      inputs,
      outputs,
      valueInfo: new Map(),
      initializers: new Map(initializers.map((tensor) => [tensor.name, tensor])),
      annotations: new Map(inputType === undefined ? [] : [['x', new Map([['finn_datatype', inputType]])]]),
    },
  };
}
