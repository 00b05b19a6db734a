import { bipolar, constantValue, Graph, int, tensor, tensorType, uint, type Attrs } from '@finnc/ir';
import { testOp } from '@finnc/ir/testing';
import { expect, it } from 'vitest';
import { testLayer } from '../testing/index.ts';
import { thresholding } from './thresholding.ts';

testOp(thresholding, [
  {
    name: 'counts the thresholds that each channel reaches',
    operands: { x: 'int8[2,2] [-5, 0, 3, 9]', thresholds: 'int8[2,3] [-5, 0, 3, 1, 5, 10]' },
    attrs: { outType: uint(2), outBias: 0, pe: 1 },
    results: { y: 'uint2[2,2] [1, 0, 3, 2]' },
  },
  {
    name: 'shares one row among all channels and starts from outBias',
    operands: { x: 'int8[1,4] [-5, 0, 3, 9]', thresholds: 'int8[1,2] [0, 9]' },
    attrs: { outType: int(2), outBias: -1, pe: 2 },
    results: { y: 'int2[1,4] [-1, 0, 0, 1]' },
  },
  {
    name: 'turns float32 into signs, -0 reaching 0',
    operands: { x: 'float32[1,4] [-0.25, -0, 0, 0.25]', thresholds: 'float32[1,1] [0]' },
    attrs: { outType: bipolar, outBias: -1, pe: 4 },
    results: { y: 'bipolar[1,4] [-1, 1, 1, 1]' },
  },
]);

testLayer(thresholding, {
  cases: [
    {
      name: 'integers with a row a channel',
      graph: `graph(%x: int6[1,2,3,4]) {
        %t = const int7[4,3] [-32, 0, 31, -20, -10, 32, 1, 2, 3, -1, 0, 1]
        %y = hw.thresholding(%x, %t) {outType = uint2, outBias = 0, pe = 1}
        return %y
      }`,
    },
    {
      name: 'float32 with one row for all',
      graph: `graph(%x: float32[1,6]) {
        %t = const float32[1,3] [-0.5, 0.1, 0.5]
        %y = hw.thresholding(%x, %t) {outType = int3, outBias = -2, pe = 1}
        return %y
      }`,
    },
    {
      name: 'an image of bytes into signs',
      graph: `graph(%x: uint8[1,12]) {
        %t = const uint8[1,1] [128]
        %y = hw.thresholding(%x, %t) {outType = bipolar, outBias = -1, pe = 1}
        return %y
      }`,
    },
  ],
});

it.each([
  [{ pe: 4 }, 'PE = 4 does not divide NumChannels = 6'],
  [{ outType: uint(1) }, 'codes 0 to 3 do not fit uint1'],
] as const)('hw.thresholding refuses %o', (attrs: Partial<Attrs<typeof thresholding>>, message) => {
  const graph = new Graph();
  const type = tensorType(int(8), [1, 6]);
  const x = graph.input(type, { name: 'x', source: type, perm: [0, 1] });
  const thresholds = constantValue(tensor(int(8), [1, 3], [1, 2, 3]));
  expect(() => graph.add(thresholding, { x, thresholds }, { outType: uint(2), outBias: 0, pe: 1, ...attrs })).toThrow(
    new RangeError(message),
  );
});
