import { execute, Registry, sizeOf, tensor, type Tensor } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { frontend } from '../dialects/index.ts';
import { toNumbers, type OnnxTensor } from '../onnx/index.ts';
import { importModel, type ImportResult } from './importer.ts';
import { nodeTests, type NodeTest } from './node-tests.test.helper.ts';

const { importers } = new Registry([frontend]);
const opTypes = new Set([...importers.values()].filter(({ domain }) => domain === '').map(({ opType }) => opType));
const tests = nodeTests(opTypes);

/** The test with its inputs from the `moving`-th on as initializers, as exporters write shapes, axes and weights. */
function imported({ model, inputs }: NodeTest, moving: number): ImportResult {
  const initializers = new Map(model.graph.initializers);
  model.graph.inputs.forEach(({ name }, i) => {
    const value = inputs[i];
    if (i >= moving && value) initializers.set(name, value);
  });
  return importModel({ ...model, graph: { ...model.graph, initializers } }, importers);
}

const numbersOf = (found: OnnxTensor): ArrayLike<number> => {
  const read = toNumbers(found);
  if ('problem' in read) throw new Error(`${found.name} holds integers beyond 2^53`);
  return read.numbers;
};

/** What the model computes, or undefined if it is refused with all inputs moving, with one, and with none. */
function computed(test: NodeTest): readonly Tensor[] | undefined {
  for (const moving of [test.inputs.length, 1, 0]) {
    const { graph, diagnostics } = imported(test, moving);
    if (!graph) {
      expect(diagnostics.some(({ severity }) => severity === 'error')).toBe(true);
      continue;
    }
    const feeds = graph.inputs.map(({ type }, i) => {
      const given = test.inputs[i];
      const fits = given && sizeOf(given.dims) === sizeOf(type.shape);
      return tensor(
        type.elem,
        type.shape,
        fits ? Float64Array.from(numbersOf(given)) : new Float64Array(sizeOf(type.shape)),
      );
    });
    return execute(graph, feeds, { arithmetic: 'float32' });
  }
  return undefined;
}

function expectClose(actual: Tensor, expected: OnnxTensor): void {
  expect(actual.type.shape).toEqual(expected.dims);
  const values = Array.from(numbersOf(expected));
  const isClose = (a: number, b: number): boolean =>
    a === b || Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b)) || (Number.isNaN(a) && Number.isNaN(b));
  const wrong = values.findIndex((value, i) => !isClose(actual.data[i] ?? NaN, value));
  expect(wrong, `element ${wrong}: ${actual.data[wrong] ?? 'nothing'} instead of ${values[wrong] ?? 'nothing'}`).toBe(
    -1,
  );
}

describe.runIf(tests.length > 0)('ONNX’s own tests of the operators we read', () => {
  const outcomes = new Map<string, 'passes' | 'refused'>();

  it.each(tests)('$name gives the right values or a diagnostic', (test) => {
    const outputs = computed(test);
    outputs?.forEach((output, i) => {
      const expected = test.outputs[i];
      if (!expected) throw new Error(`output ${i} has a type that finnc cannot read, so the model has to be refused`);
      expectClose(output, expected);
    });
    outcomes.set(test.name, outputs ? 'passes' : 'refused');
  });

  it('most pass, and the others are refused', () => {
    const passing = [...outcomes.values()].filter((outcome) => outcome === 'passes').length;
    expect({ passing, refused: outcomes.size - passing }).toEqual({ passing: 228, refused: 127 });
  });
});
