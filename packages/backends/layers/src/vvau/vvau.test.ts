import { bipolar, constantValue, Graph, int, tensor, tensorType, uint, type Attrs } from '@finnc/ir';
import { testOp } from '@finnc/ir/testing';
import { describe, expect, it } from 'vitest';
import { anywhere } from '../shared/positions.ts';
import { testLayer } from '../testing/index.ts';
import { vvau } from './vvau.ts';

const unfolded = { outBias: 0, pe: 1, ramStyle: 'auto', resType: 'auto', ...anywhere } as const;
const none = { thresholds: 'uint1[1,0] []', offsets: 'uint1[0] []' };

testOp(vvau, [
  {
    name: 'gives accumulators of each channel without thresholds',
    operands: { x: 'int4[1,4] [1, 2, 3, -1]', weights: 'int3[2,2] [1, -2, 0, 3]', ...none },
    attrs: { ...unfolded, outType: int(8), accType: int(8) },
    results: { y: 'int8[1,2] [1, -7]' },
  },
  {
    name: 'gives all filters of a channel side by side, from its offsets on',
    operands: {
      ...none,
      x: 'int4[1,2] [2, -1]',
      weights: 'int3[1,4] [1, -2, 0, 3]',
      offsets: 'int8[4] [0, 10, 20, 30]',
    },
    attrs: { ...unfolded, outType: int(8), accType: int(8) },
    results: { y: 'int8[1,4] [2, 6, 20, 27]' },
  },
  {
    name: 'counts the thresholds each channel reaches, from outBias on',
    operands: {
      ...none,
      x: 'uint2[1,2] [3, 1]',
      weights: 'bipolar[1,2] [1, -1]',
      thresholds: 'int4[2,2] [3, 4, -2, -1]',
    },
    attrs: { ...unfolded, outType: int(2), outBias: -1, accType: int(4) },
    results: { y: 'int2[1,2] [0, 1]' },
  },
  {
    name: 'starts accumulators at the offsets of the class of a position',
    operands: {
      ...none,
      x: 'int4[1,1,2,2] [1, 2, 3, -1]',
      weights: 'int3[1,2] [1, -2]',
      offsets: 'int8[4] [10, 20, 30, 40]',
    },
    attrs: { ...unfolded, outType: int(8), accType: int(8), rowClasses: [0], columnClasses: [1, 0] },
    results: { y: 'int8[1,1,2,2] [31, 36, 13, 22]' },
  },
]);

const pattern = (count: number, value: (i: number) => number): string =>
  Array.from({ length: count }, (_, i) => value(i)).join(', ');

testLayer(vvau, {
  cases: [
    {
      name: '3×3 windows with thresholds a channel',
      graph: `graph(%x: uint4[1,3,2,54]) {
        %w = const int4[9,6] [${pattern(54, (i) => ((i * 11) % 16) - 8)}]
        %t = const int9[6,3] [${pattern(18, (i) => ((i * 37) % 90) - 40)}]
        %o = const uint1[0] []
        %y = hw.vvau(%x, %w, %t, %o) {outType = uint2, accType = int11}
        return %y
      }`,
    },
    {
      name: 'two filters a channel, bipolar by bipolar, signs out',
      graph: `graph(%x: bipolar[1,2,2,20]) {
        %w = const bipolar[5,8] [${pattern(40, (i) => (((i * 7) ^ (i >> 2)) & 1 ? 1 : -1))}]
        %t = const int4[1,1] [1]
        %o = const uint1[0] []
        %y = hw.vvau(%x, %w, %t, %o) {outType = bipolar, outBias = -1, accType = int4}
        return %y
      }`,
    },
    {
      name: 'offsets and no activation',
      graph: `graph(%x: int8[2,12]) {
        %w = const int4[3,4] [${pattern(12, (i) => ((i * 11) % 16) - 8)}]
        %t = const uint1[1,0] []
        %o = const int8[4] [-128, 127, 0, 1]
        %y = hw.vvau(%x, %w, %t, %o) {outType = int14, accType = int14}
        return %y
      }`,
    },
    {
      name: 'products beyond 32 bits',
      graph: `graph(%x: int32[2,6]) {
        %w = const int8[3,2] [${pattern(6, (i) => 100 - 37 * i)}]
        %t = const uint1[1,0] []
        %o = const uint1[0] []
        %y = hw.vvau(%x, %w, %t, %o) {outType = int42, accType = int42}
        return %y
      }`,
    },
    {
      name: 'thresholds by position',
      graph: `graph(%x: bipolar[1,3,2,12]) {
        %w = const int3[3,8] [${pattern(24, (i) => ((i * 5) % 8) - 4)}]
        %t = const int5[32,1] [${pattern(32, (i) => ((i * 13) % 17) - 8)}]
        %o = const uint1[0] []
        %y = hw.vvau(%x, %w, %t, %o) {outType = bipolar, outBias = -1, accType = int6, rowClasses = [0, 1, 0], columnClasses = [0, 1]}
        return %y
      }`,
    },
  ],
});

describe('hw.vvau refuses', () => {
  const build = (attrs: Partial<Attrs<typeof vvau>>, taps = 3): void => {
    const graph = new Graph();
    const type = tensorType(uint(2), [1, 12]);
    const x = graph.input(type, { name: 'x', source: type, perm: [0, 1] });
    const weights = constantValue(tensor(int(2), [taps, 4], new Int8Array(4 * taps)));
    const thresholds = constantValue(tensor(int(8), [4, 3], new Int8Array(12)));
    const offsets = constantValue(tensor(uint(1), [0], []));
    graph.add(vvau, { x, weights, thresholds, offsets }, { ...unfolded, outType: uint(2), accType: int(8), ...attrs });
  };

  it.each([
    [{ pe: 3 }, 'PE = 3 does not divide Channels = 4'],
    [{ outType: uint(1) }, 'codes 0 to 3 do not fit uint1'],
    [{ outType: bipolar }, 'a bipolar output with 3 thresholds from 0, not one from -1'],
  ] as const)('%o', (attrs, message) => {
    expect(() => {
      build(attrs);
    }).toThrow(new RangeError(message));
  });

  it('windows of other taps than its weights', () => {
    expect(() => {
      build({}, 5);
    }).toThrow(new RangeError('int2[5,4] are no depthwise weights for windows of uint2[1,12]'));
  });
});
