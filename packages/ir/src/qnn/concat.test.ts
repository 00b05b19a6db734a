import { expect, it } from 'vitest';
import { graphOf, testOp } from '../testing/index.ts';
import { concat, qnnOps } from './index.ts';

testOp(concat, [
  {
    name: 'puts channels behind channels, pixel by pixel',
    operands: { a: 'int4[1,2,1] [1, 2]', b: 'int4[1,2,2] [3, 4, 5, 6]' },
    attrs: { axis: 2 },
    results: { y: 'int4[1,2,3] [1, 3, 4, 2, 5, 6]' },
  },
  {
    name: 'takes a type that holds both',
    operands: { a: 'int2[1] [-2]', b: 'uint4[1] [15]' },
    attrs: { axis: 0 },
    results: { y: 'int5[2] [-2, 15]' },
  },
  {
    name: 'of ±1 and −1, 0, 1 is ternary',
    operands: { a: 'bipolar[1] [1]', b: 'ternary[1] [0]' },
    attrs: { axis: 0 },
    results: { y: 'ternary[2] [1, 0]' },
  },
  {
    name: 'of integers and reals is real',
    operands: { a: 'int2[1,1] [1]', b: 'float32[1,1] [0.5]' },
    attrs: { axis: 1 },
    results: { y: 'float32[1,2] [1, 0.5]' },
  },
]);

it.each([
  ['int2[1,2]', 'int2[2,2]', 1],
  ['int2[1,2]', 'int2[1,2,1]', 1],
  ['int2[1,2]', 'int2[1,2]', 2],
] as const)('%s and %s do not join along axis %i', (a, b, axis) => {
  const text = `graph(%a: ${a}, %b: ${b}) { %y = qnn.concat(%a, %b) {axis = ${axis}} return %y }`;
  expect(() => graphOf(text, qnnOps)).toThrow(`do not join along axis ${axis}`);
});
