import { bipolar, Graph, int, ternary, tensorType, uint } from '@finnc/ir';
import { testOp } from '@finnc/ir/testing';
import { expect, it } from 'vitest';
import { testLayer } from '../testing/index.ts';
import { pad } from './pad.ts';

testOp(pad, [
  {
    name: 'puts zeros around signs, which makes them ternary',
    operands: { x: 'bipolar[1,1,2,1] [1, -1]' },
    attrs: { pads: [1, 1, 0, 1], value: 0, outType: ternary, simd: 1 },
    results: { y: 'ternary[1,2,4,1] [0, 0, 0, 0, 0, 1, -1, 0]' },
  },
  {
    name: 'puts the value around each image of a frame',
    operands: { x: 'int4[2,1,1,2] [1, 2, 3, 4]' },
    attrs: { pads: [0, 0, 1, 0], value: -8, outType: int(4), simd: 2 },
    results: { y: 'int4[2,2,1,2] [1, 2, -8, -8, 3, 4, -8, -8]' },
  },
]);

const padding = (type: string, pads: string, rest: string): string => `graph(%x: ${type}) {
  %y = hw.pad(%x) {pads = ${pads}, ${rest}, simd = 1}
  return %y
}`;

// Pads of FINN's `tests/fpgadataflow/test_fpgadataflow_fmpadding.py`.
testLayer(pad, {
  cases: [
    { name: 'one all around', graph: padding('uint4[1,8,8,4]', '[1, 1, 1, 1]', 'value = 0, outType = uint4') },
    { name: 'two below and right', graph: padding('int4[1,10,8,2]', '[1, 1, 2, 2]', 'value = 0, outType = int4') },
    {
      name: 'different on every side',
      graph: padding('bipolar[1,4,5,2]', '[1, 3, 2, 3]', 'value = 0, outType = ternary'),
    },
    { name: 'the least value', graph: padding('bipolar[1,4,4,2]', '[7, 0, 8, 0]', 'value = -1, outType = bipolar') },
  ],
});

it.each([
  [bipolar, bipolar, 0, 'bipolar does not hold bipolar and a border of 0'],
  [uint(4), uint(3), 0, 'uint3 does not hold uint4 and a border of 0'],
  [uint(4), uint(4), -1, 'uint4 does not hold uint4 and a border of -1'],
  [ternary, bipolar, 1, 'bipolar does not hold ternary and a border of 1'],
] as const)('hw.pad refuses $0.name to $1.name around $2', (from, outType, value, message) => {
  const graph = new Graph();
  const type = tensorType(from, [1, 2, 2, 1]);
  const x = graph.input(type, { name: 'x', source: type, perm: [0, 1, 2, 3] });
  expect(() => graph.add(pad, { x }, { pads: [1, 1, 1, 1], value, outType, simd: 1 })).toThrow(new RangeError(message));
});
