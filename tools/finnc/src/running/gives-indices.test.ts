import { float32, int, tensorType, uint, type OutputPort, type ScalarType } from '@finnc/ir';
import { expect, it } from 'vitest';
import { givesIndices } from './gives-indices.ts';

const port = (elem: ScalarType, shape: readonly number[], rest: Partial<OutputPort> = {}): OutputPort => ({
  name: 'y',
  source: tensorType(elem, shape),
  scale: [1],
  bias: [0],
  shape,
  perm: shape.map((_, axis) => axis),
  ...rest,
});

it.each([
  ['the index of --output argmax', port(uint(4), [1, 1]), true],
  ['the indices of a TopK in the model', port(uint(10), [1, 5]), true],
  ['scores', port(float32, [1, 10]), false],
  ['one score', port(float32, [1, 1]), false],
  ['scores of both signs', port(int(8), [1, 10]), false],
  ['integers that mean something else', port(uint(4), [1, 1], { scale: [0.5] }), false],
  ['integers from some number on', port(uint(4), [1, 1], { bias: [3] }), false],
])('%s', (_, output, expected) => {
  expect(givesIndices(output)).toBe(expected);
});
