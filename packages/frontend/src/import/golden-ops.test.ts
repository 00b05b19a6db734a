import { execute, renderDiagnostic, tensor, type Tensor } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { toNumbers, type OnnxTensor } from '../onnx/index.ts';
import { goldenVectors, modelOf, type GoldenVector } from './golden-ops.test.helper.ts';
import { load } from './small-model.test.helper.ts';

const vectors = goldenVectors();

/** All operators of the file, with how many vectors there are of each. */
const counts = [
  ['Quant', 650],
  ['Trunc', 96],
  ['MultiThreshold', 21],
  ['QuantizeLinear', 18],
  ['Conv', 7],
  ['Resize', 5],
  ['FloatQuant', 4],
  ['Im2Col', 4],
  ['AveragePool', 4],
  ['BipolarQuant', 3],
  ['QuantAvgPool2d', 3],
  ['DequantizeLinear', 3],
  ['MaxPool', 2],
  ['DepthToSpace', 2],
  ['ConvTranspose', 2],
  ['XnorPopcountMatMul', 1],
  ['MaxPoolNHWC', 1],
  ['Clip', 1],
  ['GlobalAveragePool', 1],
  ['Gemm', 1],
  ['BatchNormalization', 1],
  ['TopK', 1],
  ['Reshape', 1],
  ['Round', 1],
] as const;

const numbersOf = (found: OnnxTensor): ArrayLike<number> => {
  const read = toNumbers(found);
  if ('problem' in read) throw new Error(`${found.name} holds integers beyond 2^53`);
  return read.numbers;
};

/** Equal by `==`, so that −0 is 0, which bit patterns of float32 differ in alone; NaN is NaN. */
function difference(actual: Tensor, expected: OnnxTensor): string | undefined {
  if (actual.type.shape.join() !== expected.dims.join())
    return `has shape [${actual.type.shape.join()}] instead of [${expected.dims.join()}]`;
  const values = Array.from(numbersOf(expected));
  const wrong = values.findIndex((value, i) => {
    const ours = actual.data[i]!;
    return !(value === ours || (Number.isNaN(value) && Number.isNaN(ours)));
  });
  return wrong < 0
    ? undefined
    : `element ${wrong} is ${String(actual.data[wrong])} instead of ${String(values[wrong])}`;
}

/** What is wrong with our result, through the file format, the importer and the reference executor. */
function problemOf(vector: GoldenVector): string | undefined {
  const { graph, diagnostics } = load(modelOf(vector));
  if (!graph) return `refused: ${diagnostics.map(renderDiagnostic).join('; ')}`;
  const [input] = vector.inputs;
  const [{ type }] = graph.inputs as [(typeof graph.inputs)[number]];
  const feed = tensor(type.elem, type.shape, Float64Array.from(numbersOf(input!)));
  const outputs = execute(graph, [feed], { arithmetic: 'float32' });
  const expected = vector.outputs.slice(-outputs.length);
  return outputs.flatMap((output, i) => difference(output, expected[i]!) ?? []).join('; ') || undefined;
}

describe.runIf(vectors.length > 0)('operators give the values of qonnx and onnxruntime bit for bit:', () => {
  it.each(counts)('%s on %i vectors', (op, count) => {
    const own = vectors.filter((vector) => vector.op === op);
    expect(own).toHaveLength(count);
    const problems = own.flatMap((vector, i) => {
      const problem = problemOf(vector);
      return problem === undefined ? [] : [`${i} ${JSON.stringify(vector.attrs)}: ${problem}`];
    });
    expect(problems).toEqual([]);
  });

  it('no operator of the file is left out', () => {
    expect(new Set(vectors.map(({ op }) => op))).toEqual(new Set(counts.map(([op]) => op)));
  });
});
