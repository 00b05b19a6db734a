import { execute, Registry, renderDiagnostic, sizeOf, tensor, type Diagnostic, type Graph } from '@finnc/ir';
import { frontend } from '../dialects/index.ts';
import {
  writeModel,
  type ElementName,
  type OnnxAttribute,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValueInfo,
} from '../onnx/index.ts';
import { loadModel } from './load.ts';

type Shape = readonly (number | string | undefined)[];

export interface SmallModel {
  /** Shapes of the inputs, or all that is said of one. */
  readonly inputs: Readonly<Record<string, Shape | Omit<OnnxValueInfo, 'name'>>>;
  readonly constants?: Readonly<Record<string, Omit<OnnxTensor, 'name'>>>;
  readonly nodes: readonly OnnxNode[];
  readonly outputs?: readonly string[];
  readonly opsets?: OnnxModel['opsets'];
  readonly annotations?: Readonly<Record<string, string>>;
}

type Given = number | string | readonly number[] | OnnxAttribute;

const attributeOf = (value: Given): OnnxAttribute => {
  if (typeof value === 'number') return Number.isInteger(value) ? { type: 'int', value } : { type: 'float', value };
  if (typeof value === 'string') return { type: 'string', value };
  return 'type' in value ? value : { type: 'ints', value };
};

/** A node `domain::OpType`; several outputs are separated by blanks. */
export function op(
  name: string,
  inputs: string,
  outputs: string,
  attributes: Readonly<Record<string, Given>> = {},
): OnnxNode {
  const [opType = '', domain = ''] = name.split('::').reverse();
  return {
    name: '',
    opType,
    domain,
    inputs: inputs.split(' ').map((input) => (input === '_' ? '' : input)),
    outputs: outputs.split(' '),
    attributes: new Map(Object.entries(attributes).map(([key, value]) => [key, attributeOf(value)])),
  };
}

export const float = (value: number): OnnxAttribute => ({ type: 'float', value });

export const floats = (dims: readonly number[], values: readonly number[]): Omit<OnnxTensor, 'name'> => ({
  dims,
  dataType: 'float32',
  data: Float32Array.from(values),
});

export const int64s = (...values: readonly (number | bigint)[]): Omit<OnnxTensor, 'name'> => ({
  dims: [values.length],
  dataType: 'int64',
  data: BigInt64Array.from(values, BigInt),
});

export const int64 = (value: number): Omit<OnnxTensor, 'name'> => ({ ...int64s(value), dims: [] });

export function small({
  inputs,
  constants = {},
  nodes,
  outputs = ['y'],
  opsets = new Map([['', 13]]),
  annotations = {},
}: SmallModel): OnnxModel {
  const elemType: ElementName = 'float32';
  return {
    irVersion: 8,
    opsets,
    producer: { name: 'test', version: '1' },
    metadata: new Map(),
    functions: [],
    graph: {
      name: 'small',
      nodes,
      inputs: Object.entries(inputs).map(([name, about]) =>
        Array.isArray(about)
          ? { name, elemType, shape: about as Shape }
          : { ...(about as Omit<OnnxValueInfo, 'name'>), name },
      ),
      outputs: outputs.map((name) => ({ name, elemType })),
      valueInfo: new Map(),
      initializers: new Map(Object.entries(constants).map(([name, value]) => [name, { name, ...value }])),
      annotations: new Map(
        Object.entries(annotations).map(([name, type]) => [name, new Map([['finn_datatype', type]])]),
      ),
    },
  };
}

const registry = new Registry([frontend]);

/** The model written to bytes and read again. */
export const load = (model: OnnxModel): { readonly graph?: Graph; readonly diagnostics: readonly Diagnostic[] } =>
  loadModel(writeModel(model), registry.importers);

export function graphOf(model: OnnxModel): Graph {
  const { graph, diagnostics } = load(model);
  if (!graph) throw new Error(diagnostics.map(renderDiagnostic).join('\n'));
  return graph;
}

/** Codes and messages of what is wrong with a model. */
export const problems = (model: OnnxModel): string[] =>
  load(model).diagnostics.map(({ code, message }) => `${code} ${message}`);

/** What the first output is in float32, for inputs in order; without them, for 0, 1, 2 and so on. */
export function compute(model: OnnxModel, ...feeds: readonly (readonly number[])[]): number[] {
  const graph = graphOf(model);
  const tensors = graph.inputs.map(({ type }, i) =>
    tensor(type.elem, type.shape, Float64Array.from(feeds[i] ?? new Float64Array(sizeOf(type.shape)).keys())),
  );
  const [first] = execute(graph, tensors, { arithmetic: 'float32' });
  return Array.from(first?.data ?? []);
}

/** Shape of the first output. */
export const shapeOf = (model: OnnxModel): readonly number[] => graphOf(model).outputs[0]?.type.shape ?? [];
