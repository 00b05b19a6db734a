import { constantValue, Graph, int, tensor, tensorType, uint, type Attrs } from '@finnc/ir';
import { testOp } from '@finnc/ir/testing';
import { expect, it } from 'vitest';
import { testLayer } from '../testing/index.ts';
import { requant } from './requant.ts';

testOp(requant, [
  {
    name: 'multiplies, shifts and clamps, channel by channel',
    operands: { x: 'int8[2,2] [10, 10, -10, 100]', multipliers: 'int4[2] [3, -3]', offsets: 'int8[2] [0, 4]' },
    attrs: { shift: 3, rounding: 'floor', low: -8, high: 7, outType: int(4), pe: 1 },
    results: { y: 'int4[2,2] [3, -4, -4, -8]' },
  },
]);

testLayer(requant, {
  cases: [
    {
      name: 'parameters a channel, rounded down',
      graph: `graph(%x: int12[1,2,3,4]) {
        %m = const int8[4] [3, -5, 100, 0]
        %b = const int12[4] [0, -700, 64, 1000]
        %y = hw.requant(%x, %m, %b) {shift = 7, rounding = floor, low = -128, high = 127, outType = int8, pe = 1}
        return %y
      }`,
    },
    {
      name: 'one multiplier for all, halves to even',
      graph: `graph(%x: int10[1,6]) {
        %m = const int2[1] [1]
        %b = const int4[1] [4]
        %y = hw.requant(%x, %m, %b) {shift = 3, rounding = half_even, low = 0, high = 63, outType = uint6, pe = 1}
        return %y
      }`,
    },
    {
      name: 'codes of 10 bits without a shift',
      graph: `graph(%x: uint4[1,3]) {
        %m = const uint6[3] [33, 20, 1]
        %b = const int12[3] [-300, 5, 0]
        %y = hw.requant(%x, %m, %b) {shift = 0, rounding = half_even, low = -511, high = 511, outType = int10, pe = 1}
        return %y
      }`,
    },
  ],
});

it.each([
  [{ pe: 4 }, 'PE = 4 does not divide NumChannels = 6'],
  [{}, '2 offsets for 6 channels'],
] as const)('hw.requant refuses %o', (attrs: Partial<Attrs<typeof requant>>, message) => {
  const graph = new Graph();
  const type = tensorType(int(8), [1, 6]);
  const x = graph.input(type, { name: 'x', source: type, perm: [0, 1] });
  const ones = (count: number): ReturnType<typeof constantValue> =>
    constantValue(tensor(int(2), [count], new Int8Array(count).fill(1)));
  const offsets = ones(attrs.pe === undefined ? 2 : 6);
  const all = { shift: 0, rounding: 'floor', low: 0, high: 3, outType: uint(2), pe: 1, ...attrs } as const;
  expect(() => graph.add(requant, { x, multipliers: ones(1), offsets }, all)).toThrow(message);
});
