import { bipolar, constantValue, Graph, int, tensor, tensorType, uint, type Attrs } from '@finnc/ir';
import { testOp } from '@finnc/ir/testing';
import { describe, expect, it } from 'vitest';
import { anywhere } from '../shared/positions.ts';
import { testLayer } from '../testing/index.ts';
import { mvau } from './mvau.ts';

const unfolded = { outBias: 0, pe: 1, simd: 1, ramStyle: 'auto', resType: 'auto', ...anywhere } as const;
const none = { thresholds: 'uint1[1,0] []', offsets: 'uint1[0] []' };

testOp(mvau, [
  {
    name: 'gives accumulators without thresholds',
    operands: { x: 'int4[2,3] [1, 2, 3, -1, 0, 1]', weights: 'int2[2,3] [1, -2, 0, 1, 1, 1]', ...none },
    attrs: { ...unfolded, outType: int(8), accType: int(8) },
    results: { y: 'int8[2,2] [-3, 6, -1, 0]' },
  },
  {
    name: 'starts accumulators at its offsets',
    operands: {
      ...none,
      x: 'int4[1,3] [1, 2, 3]',
      weights: 'int2[2,3] [1, -2, 0, 1, 1, 1]',
      offsets: 'int8[2] [100, -100]',
    },
    attrs: { ...unfolded, outType: int(8), accType: int(8) },
    results: { y: 'int8[1,2] [97, -94]' },
  },
  {
    name: 'counts the thresholds each row reaches, from outBias on',
    operands: {
      ...none,
      x: 'uint2[1,2] [3, 1]',
      weights: 'bipolar[2,2] [1, 1, 1, -1]',
      thresholds: 'int4[2,2] [4, 5, 1, 2]',
    },
    attrs: { ...unfolded, outType: int(2), outBias: -1, accType: int(4) },
    results: { y: 'int2[1,2] [0, 1]' },
  },
  {
    name: 'gives the sign as +1 where the accumulator reaches the one threshold',
    operands: {
      ...none,
      x: 'bipolar[1,3] [1, -1, 1]',
      weights: 'bipolar[2,3] [1, 1, -1, -1, 1, -1]',
      thresholds: 'int3[1,1] [-1]',
    },
    attrs: { ...unfolded, outType: bipolar, outBias: -1, accType: int(3) },
    results: { y: 'bipolar[1,2] [1, -1]' },
  },
  {
    name: 'counts the thresholds of the class that a result has by its row and column',
    operands: {
      ...none,
      x: 'int4[1,2,3,1] [1, 1, 1, 1, 1, 1]',
      weights: 'int2[1,1] [1]',
      thresholds: 'int4[4,2] [0, 0, 0, 2, 2, 2, 1, 1]',
    },
    attrs: {
      ...unfolded,
      outType: uint(2),
      accType: int(4),
      rowClasses: [0, 1],
      columnClasses: [0, 1, 0],
    },
    results: { y: 'uint2[1,2,3,1] [2, 1, 2, 0, 2, 0]' },
  },
  {
    name: 'starts accumulators at the offsets of the class of a position',
    operands: {
      ...none,
      x: 'int4[1,2,1,1] [1, 2]',
      weights: 'int3[2,1] [1, -1]',
      offsets: 'int8[4] [10, 20, 30, 40]',
    },
    attrs: { ...unfolded, outType: int(8), accType: int(8), rowClasses: [1, 0], columnClasses: [0] },
    results: { y: 'int8[1,2,1,2] [31, 39, 12, 18]' },
  },
]);

testLayer(mvau, {
  cases: [
    {
      name: 'bipolar by bipolar with a threshold a row',
      graph: `graph(%x: bipolar[1,2,2,36]) {
        %w = const bipolar[6,36] [${pattern(216, (i) => (((i * 7) ^ (i >> 2)) & 1 ? 1 : -1))}]
        %t = const int7[6,1] [-4, -2, 0, 0, 2, 8]
        %o = const uint1[0] []
        %y = hw.mvau(%x, %w, %t, %o) {outType = bipolar, outBias = -1, accType = int7}
        return %y
      }`,
    },
    {
      name: 'ternary by unsigned with shared thresholds',
      graph: `graph(%x: uint2[4,6]) {
        %w = const ternary[4,6] [${pattern(24, (i) => ((i * 5) % 3) - 1)}]
        %t = const int6[1,3] [-3, 0, 5]
        %o = const uint1[0] []
        %y = hw.mvau(%x, %w, %t, %o) {outType = uint2, accType = int6}
        return %y
      }`,
    },
    {
      name: 'integers with offsets and no activation',
      graph: `graph(%x: int8[2,4]) {
        %w = const int4[6,4] [${pattern(24, (i) => ((i * 11) % 16) - 8)}]
        %t = const uint1[1,0] []
        %o = const int8[6] [-128, 127, 0, 1, -1, 64]
        %y = hw.mvau(%x, %w, %t, %o) {outType = int16, accType = int16}
        return %y
      }`,
    },
    {
      name: 'thresholds by position',
      graph: `graph(%x: bipolar[1,3,4,18]) {
        %w = const bipolar[4,18] [${pattern(72, (i) => (((i * 7) ^ (i >> 2)) & 1 ? 1 : -1))}]
        %t = const int6[16,2] [${pattern(32, (i) => ((i * 13) % 17) - 8)}]
        %o = const uint1[0] []
        %y = hw.mvau(%x, %w, %t, %o) {outType = uint2, accType = int6, rowClasses = [0, 1, 1], columnClasses = [1, 0, 0, 1]}
        return %y
      }`,
    },
    {
      name: 'offsets by position',
      graph: `graph(%x: uint2[1,1,5,4]) {
        %w = const int4[6,4] [${pattern(24, (i) => ((i * 11) % 16) - 8)}]
        %t = const uint1[1,0] []
        %o = const int8[18] [${pattern(18, (i) => ((i * 29) % 200) - 100)}]
        %y = hw.mvau(%x, %w, %t, %o) {outType = int16, accType = int16, rowClasses = [0], columnClasses = [0, 1, 1, 1, 2]}
        return %y
      }`,
    },
  ],
});

function pattern(count: number, value: (i: number) => number): string {
  return Array.from({ length: count }, (_, i) => value(i)).join(', ');
}

describe('hw.mvau refuses', () => {
  const build = (attrs: Partial<Attrs<typeof mvau>>, thresholds = tensor(int(8), [4, 3], new Int8Array(12))): void => {
    const graph = new Graph();
    const type = tensorType(uint(2), [1, 6]);
    const x = graph.input(type, { name: 'x', source: type, perm: [0, 1] });
    const weights = constantValue(tensor(int(2), [4, 6], new Int8Array(24)));
    const offsets = constantValue(tensor(uint(1), [0], []));
    graph.add(
      mvau,
      { x, weights, thresholds: constantValue(thresholds), offsets },
      { ...unfolded, outType: uint(2), accType: int(8), ...attrs },
    );
  };

  it.each([
    [{ pe: 3 }, 'PE = 3 does not divide MH = 4'],
    [{ simd: 4 }, 'SIMD = 4 does not divide MW = 6'],
    [{ outType: uint(1) }, 'codes 0 to 3 do not fit uint1'],
    [{ outBias: 1 }, 'codes 1 to 4 do not fit uint2'],
    [{ outType: bipolar }, 'a bipolar output with 3 thresholds from 0, not one from -1'],
  ] as const)('%o', (attrs, message) => {
    expect(() => {
      build(attrs);
    }).toThrow(new RangeError(message));
  });

  it('a number of threshold rows that is neither one nor MH', () => {
    expect(() => {
      build({}, tensor(int(8), [2, 3], new Int8Array(6)));
    }).toThrow(new RangeError('2 rows of thresholds for 4 channels'));
  });

  it('classes of positions without an image', () => {
    expect(() => {
      build({ rowClasses: [0, 1], columnClasses: [0] }, tensor(int(8), [8, 3], new Int8Array(24)));
    }).toThrow(new RangeError('uint2[1,4] is not an NHWC image'));
  });

  it('as many rows of thresholds as there are channels where there are two classes', () => {
    expect(() => {
      build({ rowClasses: [0, 1], columnClasses: [0] });
    }).toThrow(new RangeError('4 rows of thresholds for 8 channels'));
  });
});
