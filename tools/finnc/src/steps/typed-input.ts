import {
  constantValue,
  float32,
  parseScalar,
  qnn,
  tensor,
  tensorType,
  Value,
  type Graph,
  type ScalarType,
} from '@finnc/ir';
import { parseNormalize, type Normalization } from '../data/normalize.ts';
import { driverDiagnostics } from '../diagnostics.ts';
import type { BuildState } from './state.ts';

/**
 * What the configuration says about the values that enter: with `inputType`, the accelerator takes that type, and a
 * normalisation becomes part of the network, to be absorbed in thresholds; without it, the host normalises.
 */
export function typeInputs({ options: { config = {} }, report }: BuildState, graph: Graph): void {
  const { inputType, normalize } = config;
  const elem = inputType === undefined ? undefined : scalarOf(inputType);
  if (!elem || elem.kind === 'float') {
    graph.inputs.forEach((_value, i) => hostNormalizes(graph, i, normalize, report));
    return;
  }
  const scaling = normalize === undefined ? undefined : parseNormalize(normalize).value;
  graph.inputs.forEach((value, i) => {
    if (value.type.elem.kind === 'float') insertScaling(graph, i, elem, scaling ?? { multiply: 1, divide: 1 });
    else if (value.type.elem !== elem) {
      const name = graph.inputPorts[i]?.name ?? String(i);
      report(driverDiagnostics.otherInputType({ input: name, wanted: elem.name, own: value.type.elem.name }));
    } else hostNormalizes(graph, i, normalize, report);
  });
}

/** Notes for `run` what the host does to its inputs, unless the model takes integers, which would not hold the result. */
function hostNormalizes(
  graph: Graph,
  index: number,
  normalize: string | undefined,
  report: BuildState['report'],
): void {
  if (normalize === undefined) return;
  graph.metadata.set('finnc.normalize', normalize);
  const { multiply, divide } = parseNormalize(normalize).value ?? { multiply: 1, divide: 1 };
  const type = graph.inputs[index]?.type.elem;
  // Factors such as 255/1 turn what a framework saved into codes.
  if (type?.kind !== 'int' || Number.isInteger(multiply / divide)) return;
  const input = graph.inputPorts[index]?.name ?? String(index);
  report(driverDiagnostics.normalizedCodes({ input, type: type.name, normalize }));
}

/** `binary` is how QONNX and FINN call one bit without a sign. */
const scalarOf = (name: string): ScalarType | undefined => parseScalar(name === 'binary' ? 'uint1' : name);

function insertScaling(graph: Graph, index: number, elem: ScalarType, { multiply, divide }: Normalization): void {
  const real = graph.inputs[index];
  if (!real) throw new RangeError(`the graph has no input ${index}`);
  const value = new Value(tensorType(elem, real.type.shape), undefined, real.name);
  graph.inputs[index] = value;
  const scalar = (x: number) => constantValue(tensor(float32, [], [x]));
  const product = graph.add(qnn.mul, { a: value, b: scalar(multiply) }, {}).result.y;
  const scaled = divide === 1 ? product : graph.add(qnn.div, { a: product, b: scalar(divide) }, {}).result.y;
  graph.replaceAllUses(real, scaled);
}
