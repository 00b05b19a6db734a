import {
  sizeOf,
  MAX_ELEMENTS,
  constantValue,
  float32,
  Graph,
  GraphError,
  isInteger,
  parseQonnxName,
  tensorType,
  type Diagnostic,
  type Importer,
  type ScalarType,
  type TensorType,
  type Value,
} from '@finnc/ir';
import type { OnnxModel, OnnxNode, OnnxValueInfo } from '../onnx/index.ts';
import { nearest } from './alternatives.ts';
import { constantOf, scalarOf } from './constants.ts';
import { importContext } from './context.ts';
import { importDiagnostics } from './diagnostics.ts';
import { foreignOperator, notANetwork } from './foreign.ts';
import { Refusal, type OnnxImporter } from './handler.ts';
import { floatTypes, RealTensors } from './real-tensors.ts';

export interface ImportResult {
  /** Absent if there was an error. */
  readonly graph?: Graph;
  /** Types of the tensors that could be imported, by their names in the file; the only trace of a graph with errors. */
  readonly types: ReadonlyMap<string, TensorType>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * A model as a graph in the qnn stage. Every problem of the model is reported, not only the first:
 * a node that cannot be imported silences the nodes that depend on it.
 *
 * @param importers  handlers by `domain::opType`, as a registry holds them
 */
export function importModel(model: OnnxModel, importers: ReadonlyMap<string, Importer>, name = 'model'): ImportResult {
  const diagnostics: Diagnostic[] = [];
  const graph = new Graph(name);
  const values = new Map<string, Value>();
  const broken = new Set<string>();
  if (model.functions.length > 0) {
    const names = model.functions.map((f) => `${f.domain}::${f.name}`).join(', ');
    return { types: new Map(), diagnostics: [importDiagnostics.modelFunction({ names })] };
  }
  const other = notANetwork(model, importers);
  if (other) return { types: new Map(), diagnostics: [other] };
  if (model.graph.outputs.length === 0)
    diagnostics.push(importDiagnostics.noOutputs({ nodes: model.graph.nodes.length }));
  const huge = new Set<string>();
  for (const [key, initializer] of model.graph.initializers) {
    const constant = constantOf(initializer);
    if (constant) values.set(key, constantValue(constant, key));
    else huge.add(key);
  }
  const reals = new RealTensors();
  for (const info of model.graph.inputs) {
    // Brevitas lists initializers as inputs too.
    if (model.graph.initializers.has(info.name)) continue;
    if (!importInput(info, model, graph, values, diagnostics)) broken.add(info.name);
    reals.declare(info);
  }
  const used = usedTensors(model);
  const fixed = new Set<Value>();
  const sequences = new Map<Value, readonly Value[]>();
  const outputs = new Set(model.graph.outputs.map((info) => info.name));
  const writers = writersOf(model);
  const opsets = model.opsets;
  model.graph.nodes.forEach((node, index) => {
    const nodeName = nameOfNode(node, index);
    const place = { nodes: [nodeName] };
    const breakOutputs = (): void => node.outputs.forEach((output) => broken.add(output));
    const handler = importers.get(`${node.domain}::${node.opType}`) as OnnxImporter | undefined;
    if (!handler) {
      const { opType, domain } = node;
      diagnostics.push(
        foreignOperator(node, nodeName) ??
          importDiagnostics.unsupportedOp(
            { opType, domain, node: nodeName, instead: nearest(opType, importers) },
            place,
          ),
      );
      breakOutputs();
      return;
    }
    const missing = node.inputs.filter((input) => input !== '' && !values.has(input));
    if (missing.length > 0) {
      for (const tensor of missing.filter((input) => !broken.has(input))) {
        const later = writers.get(tensor);
        diagnostics.push(
          huge.has(tensor)
            ? importDiagnostics.hugeInteger({ tensor, node: nodeName }, place)
            : importDiagnostics.danglingInput({ node: nodeName, tensor, later }, place),
        );
      }
      breakOutputs();
      return;
    }
    try {
      const cx = importContext({
        graph,
        node,
        nodeName,
        opset: opsets.get(node.domain) ?? 0,
        resolve: (key) => values.get(key),
        isUsed: (key) => used.has(key),
        fixed,
        sequences,
        isOutput: (key) => outputs.has(key),
        isReal: (key) => reals.has(key),
      });
      const results = handler.handle(cx);
      reals.follow(node);
      node.outputs.forEach((output, i) => {
        const value = results[i];
        if (output === '') return;
        if (values.has(output))
          diagnostics.push(importDiagnostics.writtenTwice({ tensor: output, node: nodeName }, place));
        if (value === undefined) {
          if (used.has(output)) throw new Refusal(`has an output '${output}' that is read but not supported`);
          return;
        }
        if (!value.constant) value.name ??= output;
        values.set(output, value);
      });
    } catch (problem) {
      // RangeErrors come from shape inference, GraphErrors from attributes: they do not fit the operator.
      if (!(problem instanceof Refusal || problem instanceof RangeError || problem instanceof GraphError))
        throw problem;
      const remedy = problem instanceof Refusal ? problem.remedy : undefined;
      diagnostics.push(
        importDiagnostics.unsupportedUse(
          {
            opType: node.opType,
            node: nodeName,
            reason: problem instanceof Refusal ? problem.message : `does not fit: ${problem.message}`,
            remedy: remedy ?? 'change the layer in the training script, or export with another setting',
          },
          place,
        ),
      );
      breakOutputs();
    }
  });
  for (const info of model.graph.outputs) {
    const value = values.get(info.name);
    if (!value) {
      if (!broken.has(info.name)) diagnostics.push(importDiagnostics.missingOutput({ output: info.name }));
      continue;
    }
    const { shape } = value.type;
    graph.output(value, {
      name: info.name,
      source: tensorType(value.type.elem, shape),
      scale: [1],
      bias: [0],
      shape,
      perm: shape.map((_, axis) => axis),
    });
  }
  const types = new Map([...values].map(([key, { type }]) => [key, type]));
  if (diagnostics.some(({ severity }) => severity === 'error')) return { types, diagnostics };
  for (const [key, text] of model.metadata) graph.metadata.set(key, text);
  if (model.producer.name !== '')
    graph.metadata.set('producer', `${model.producer.name} ${model.producer.version}`.trim());
  graph.sweep();
  return { graph, types, diagnostics };
}

/** Whether the input could be made; what stands against it is reported. */
function importInput(
  info: OnnxValueInfo,
  model: OnnxModel,
  graph: Graph,
  values: Map<string, Value>,
  diagnostics: Diagnostic[],
): boolean {
  if (!info.shape) {
    diagnostics.push(importDiagnostics.noShape({ input: info.name }));
    return false;
  }
  const shape = info.shape.map((size, axis) =>
    typeof size === 'number' && size > 0 ? size : axis === 0 ? 1 : undefined,
  );
  const open = shape.indexOf(undefined);
  if (open >= 0) {
    const text = info.shape.map((size) => String(size ?? '?')).join(', ');
    diagnostics.push(importDiagnostics.dynamicShape({ input: info.name, shape: text, axis: open }));
    return false;
  }
  const declared = info.container ?? info.elemType;
  if (declared !== undefined && !inputTypes.has(declared)) {
    diagnostics.push(importDiagnostics.inputType({ input: info.name, type: declared }));
    return false;
  }
  const sizes = shape as number[];
  const wrong =
    sizes.length === 0
      ? 'a single number'
      : sizeOf(sizes) > MAX_ELEMENTS
        ? `more than ${MAX_ELEMENTS} elements`
        : undefined;
  if (wrong !== undefined) {
    diagnostics.push(importDiagnostics.inputSize({ input: info.name, shape: sizes.join(', '), reason: wrong }));
    return false;
  }
  const elem = inputElem(info, model, diagnostics);
  const type = tensorType(elem, shape as number[]);
  values.set(
    info.name,
    graph.input(type, {
      name: info.name,
      source: tensorType(float32, type.shape),
      perm: type.shape.map((_, axis) => axis),
    }),
  );
  return true;
}

const smallIntegers = ['int2', 'uint2', 'int4', 'uint4', 'int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'bool'];
const inputTypes: ReadonlySet<string> = new Set([...floatTypes, ...smallIntegers]);

/** A FINN annotation tells which integers a float32 input holds; otherwise the declared type does. */
function inputElem(info: OnnxValueInfo, model: OnnxModel, diagnostics: Diagnostic[]): ScalarType {
  const text = model.graph.annotations.get(info.name)?.get('finn_datatype');
  if (text === undefined) return scalarOf(info.elemType);
  const elem = parseQonnxName(text);
  if (!elem) diagnostics.push(importDiagnostics.wrongAnnotation({ tensor: info.name, type: text }));
  return elem && isInteger(elem) ? elem : float32;
}

function usedTensors(model: OnnxModel): Set<string> {
  const used = new Set(model.graph.outputs.map((info) => info.name));
  for (const node of model.graph.nodes) for (const input of node.inputs) used.add(input);
  return used;
}

/** What messages and graphs call a node, which need not have a name. */
export const nameOfNode = (node: OnnxNode, index: number): string =>
  node.name || node.outputs[0] || `${node.opType}_${index}`;

/** The first node that computes each tensor. */
function writersOf(model: OnnxModel): Map<string, string> {
  const writers = new Map<string, string>();
  model.graph.nodes.forEach((node, index) => {
    for (const output of node.outputs) if (!writers.has(output)) writers.set(output, nameOfNode(node, index));
  });
  return writers;
}
