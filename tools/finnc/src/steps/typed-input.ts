import {
  analyseIntegers,
  constantValue,
  float32,
  parseScalar,
  qnn,
  quantises,
  tensor,
  tensorType,
  Value,
  type Graph,
  type Node,
  type ScalarType,
} from '@finnc/ir';
import type { CompileConfig } from '../compile-options.ts';
import { channelAxis, channelProblem, normalizationOf, type Normalization } from '../data/normalize.ts';
import { driverDiagnostics } from '../diagnostics.ts';
import type { BuildState } from './state.ts';

/** The type that the accelerator is given; a mean or a standard deviation is one of pixels. */
export const inputTypeOf = ({ inputType, mean, std }: CompileConfig): string | undefined =>
  inputType ?? (mean || std ? 'uint8' : undefined);

/** Whether the host normalises, because the accelerator is given what the model takes. */
export const hostNormalizes = (config: CompileConfig): boolean => [undefined, 'float32'].includes(inputTypeOf(config));

/**
 * What the configuration says about the values that enter: with an input type, the accelerator takes that type, and a
 * normalisation becomes part of the network, to be absorbed in thresholds; without it, the host normalises.
 */
export function typeInputs(state: BuildState, graph: Graph): void {
  const { config = {} } = state.options;
  const { report } = state;
  const normalization = normalizationOf(config).value;
  const { mean, std } = normalization ?? {};
  graph.inputPorts.forEach(({ name, source: { shape } }) => {
    const problem = channelProblem({ ...(mean ? { mean } : {}), ...(std ? { std } : {}) }, shape, name);
    if (problem) report(problem);
  });
  graph.inputs.forEach((_value, i) => turnLayout(graph, i, config, report));
  if (state.diagnostics.some(({ severity }) => severity === 'error')) return;
  const inputType = inputTypeOf(config);
  const elem = inputType === undefined ? undefined : scalarOf(inputType);
  if (!elem || elem.kind === 'float') {
    graph.inputs.forEach((_value, i) => noteForHost(graph, i, config, report));
    return;
  }
  if ((mean || std) && elem.name !== 'uint8') {
    report(driverDiagnostics.pixelsOnly({ inputType: elem.name }));
    return;
  }
  graph.inputs.forEach((value, i) => {
    const name = graph.inputPorts[i]?.name ?? String(i);
    if (value.type.elem.kind === 'float') {
      insertNormalization(graph, i, elem, normalization ?? { multiply: 1, divide: 1 });
      if (mean || std) reportUnquantised(state, graph, graph.inputs[i]!, name);
    } else if (value.type.elem !== elem)
      report(driverDiagnostics.otherInputType({ input: name, wanted: elem.name, own: value.type.elem.name }));
    else noteForHost(graph, i, config, report);
  });
}

/** Lets an image enter in the layout that the configuration names. */
function turnLayout(graph: Graph, index: number, { inputLayout }: CompileConfig, report: BuildState['report']): void {
  const [value, port] = [graph.inputs[index], graph.inputPorts[index]];
  if (inputLayout === undefined || !value || !port) return;
  const { shape } = value.type;
  if (shape.length !== 4 || port.source.shape.join() !== shape.join()) {
    report(driverDiagnostics.notAnImage({ input: port.name, shape: port.source.shape }));
    return;
  }
  if ((channelAxis(shape) === 3 ? 'nhwc' : 'nchw') === inputLayout) return;
  const [given, perm] =
    inputLayout === 'nhwc'
      ? [qnn.TO_NHWC.map((axis) => shape[axis]!), qnn.inversePerm(qnn.TO_NHWC)]
      : [qnn.inversePerm(qnn.TO_NHWC).map((axis) => shape[axis]!), qnn.TO_NHWC];
  const turned = new Value(tensorType(value.type.elem, given), undefined, value.name);
  graph.inputs[index] = turned;
  graph.inputPorts[index] = { ...port, source: tensorType(port.source.elem, given) };
  graph.replaceAllUses(value, graph.add(qnn.transpose, { x: turned }, { perm }).result.y);
}

/** Notes for `run` what the host does to its inputs, unless the model takes integers, which would not hold the result. */
function noteForHost(graph: Graph, index: number, config: CompileConfig, report: BuildState['report']): void {
  const { normalize, mean, std } = config;
  const normalization = normalizationOf(config).value;
  if (!normalization) return;
  if (normalize !== undefined) graph.metadata.set('finnc.normalize', normalize);
  if (mean) graph.metadata.set('finnc.mean', mean.join(','));
  if (std) graph.metadata.set('finnc.std', std.join(','));
  const type = graph.inputs[index]?.type.elem;
  // Factors such as 255/1 turn what a framework saved into codes.
  const isWhole = !mean && !std && Number.isInteger(normalization.multiply / normalization.divide);
  if (type?.kind !== 'int' || isWhole) return;
  const input = graph.inputPorts[index]?.name ?? String(index);
  const by = [
    normalize ?? '1/255',
    ...(mean ? [`mean ${mean.join(',')}`] : []),
    ...(std ? [`std ${std.join(',')}`] : []),
  ];
  report(driverDiagnostics.normalizedCodes({ input, type: type.name, normalize: by.join(', ') }));
}

/** `binary` is how QONNX and FINN call one bit without a sign. */
const scalarOf = (name: string): ScalarType | undefined => parseScalar(name === 'binary' ? 'uint1' : name);

/** Puts the normalisation in front of whatever reads an input, which takes `elem` from now on. */
function insertNormalization(
  graph: Graph,
  index: number,
  elem: ScalarType,
  { multiply, divide, mean, std }: Normalization,
): void {
  const real = graph.inputs[index];
  if (!real) throw new RangeError(`the graph has no input ${index}`);
  const { shape } = real.type;
  const value = new Value(tensorType(elem, shape), undefined, real.name);
  graph.inputs[index] = value;
  const axis = channelAxis(shape);
  const constant = (values: readonly number[]) =>
    constantValue(
      tensor(float32, values.length === 1 ? [] : shape.map((_, i) => (i === axis ? values.length : 1)), values),
    );
  let normalized = graph.add(qnn.mul, { a: value, b: constant([multiply]) }, {}).result.y;
  if (divide !== 1) normalized = graph.add(qnn.div, { a: normalized, b: constant([divide]) }, {}).result.y;
  if (mean) normalized = graph.add(qnn.sub, { a: normalized, b: constant(mean) }, {}).result.y;
  if (std) normalized = graph.add(qnn.div, { a: normalized, b: constant(std) }, {}).result.y;
  graph.replaceAllUses(real, normalized);
}

/** Means are absorbed by a quantiser; what else reads normalised pixels must be able to, or the user is told at once. */
function reportUnquantised({ registry, report }: BuildState, graph: Graph, input: Value, name: string): void {
  const { reasons } = analyseIntegers(graph, registry);
  const seen = new Set<Node>();
  const waiting = [input];
  for (let value = waiting.pop(); value; value = waiting.pop()) {
    for (const { node } of value.uses) {
      if (seen.has(node)) continue;
      seen.add(node);
      const reason = reasons.get(node);
      if (reason !== undefined) {
        const layer = node.origin.at(-1) ?? node.name;
        report(
          driverDiagnostics.unquantisedInput({ input: name, layer, op: node.op.name, reason }, { nodes: node.origin }),
        );
      } else if (!registry.ask(quantises, node, undefined)) waiting.push(...Object.values<Value>(node.result));
    }
  }
}
