import { execute, Registry, sizeOf, tensor, type Tensor } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { frontend } from '../dialects/index.ts';
import { toNumbers, type OnnxTensor } from '../onnx/index.ts';
import { importModel, type ImportResult } from './importer.ts';
import { nodeTests, type NodeTest } from './node-tests.test.helper.ts';

const { importers } = new Registry([frontend]);
const tests = nodeTests();

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

/**
 * What the model computes, or why it is refused: with all inputs moving, then with one, then with none. The reason is
 * that of the middle way, which is how networks use most operators.
 */
function computed(test: NodeTest): readonly Tensor[] | string {
  let refused = '';
  for (const moving of [test.inputs.length, 1, 0]) {
    const { graph, diagnostics } = imported(test, moving);
    if (!graph) {
      const errors = diagnostics.filter(({ severity }) => severity === 'error');
      expect(errors.filter(({ help }) => help !== undefined && help !== '')).not.toEqual([]);
      if (moving > 0) refused = [...new Set(errors.map(({ message }) => message))].join('; ');
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
  return refused;
}

/** Tests whose results ONNX writes with four digits. */
const rounded: ReadonlySet<string> = new Set(['test_averagepool_2d_ceil_last_window_starts_on_pad']);

function expectClose(actual: Tensor, expected: OnnxTensor, tolerance: number): void {
  expect(actual.type.shape).toEqual(expected.dims);
  const values = Array.from(numbersOf(expected));
  const isClose = (a: number, b: number): boolean =>
    a === b || Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)) || (Number.isNaN(a) && Number.isNaN(b));
  const wrong = values.findIndex((value, i) => !isClose(actual.data[i] ?? NaN, value));
  expect(wrong, `element ${wrong}: ${actual.data[wrong] ?? 'nothing'} instead of ${values[wrong] ?? 'nothing'}`).toBe(
    -1,
  );
}

const list = 'node-tests.refused.txt';
const heading = `ONNX's own operator tests that finnc refuses, each with the reason. Written anew by
npx vitest run --update --project packages/frontend src/import/node-tests.test.ts

`;

describe.runIf(tests.length > 0)('ONNX’s own tests of operators', () => {
  const refused: string[] = [];

  it.each(tests)('$name gives the right values or a diagnostic', (test) => {
    const outputs = computed(test);
    if (typeof outputs === 'string') {
      refused.push(`${test.name}: ${outputs}\n`);
      return;
    }
    outputs.forEach((output, i) => {
      const expected = test.outputs[i];
      if (!expected) throw new Error(`output ${i} has a type that finnc cannot read, so the model has to be refused`);
      expectClose(output, expected, rounded.has(test.name) ? 1e-4 : 1e-6);
    });
  });

  it('those that are refused are in the list, with the reason', async () => {
    await expect(heading + refused.join('')).toMatchFileSnapshot(list);
  });
});
