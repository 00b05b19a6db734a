import { testPass } from '@finnc/ir/testing';
import { ops, registry } from '../compiled.test.support.ts';
import { narrow } from './narrow.ts';

const product = (weights: string, outType: string, input = 'int4[1,2]', rest = '', result = '%y'): string => `
  graph(%x: ${input}) {
    %w = const ${weights}
    %y = qnn.mat_mul(%x, %w) {outType = ${outType}}
    ${rest}
    return ${result}
  }`;
/** The graph after, whose output a user still sees under the type it had. */
const narrowed = (...[weights, outType, input = 'int4[1,2]']: readonly string[]): string =>
  product(weights!, outType!, input, '', `%y int32[1,${/,(\d)\]/.exec(weights!)?.[1] ?? ''}]`);

const activated = (accumulator: string, thresholds: string): string =>
  product(
    'int2[2,1] [1, -2]',
    accumulator,
    'int4[1,2]',
    `%t = const ${thresholds}\n %z = qnn.multi_threshold(%y, %t) {outType = uint2, axis = 1}`,
    '%z',
  );

testPass(narrow(), {
  ops,
  ask: registry,
  cases: [
    {
      name: 'weights of ±1 are one bit, and stay so',
      before: product('int8[2,2] [1, -1, -1, 1]', 'int32', 'bipolar[1,2]'),
      after: narrowed('bipolar[2,2] [1, -1, -1, 1]', 'int3', 'bipolar[1,2]'),
    },
    {
      name: 'weights with a zero are not bipolar',
      before: product('int8[2,2] [1, -1, 0, 1]', 'int32', 'bipolar[1,2]'),
      after: narrowed('ternary[2,2] [1, -1, 0, 1]', 'int3', 'bipolar[1,2]'),
    },
    {
      name: 'accumulators are as wide as these weights can make them: 7 · 3 + 8 · 1 needs 6 bits',
      before: product('int8[2,1] [3, -1]', 'int32'),
      after: narrowed('int3[2,1] [3, -1]', 'int6'),
    },
    {
      name: 'a sum of what a host hands over in a wide type stays as wide as it was found to be',
      before: `graph(%x: int64[1,2], %z: int32[1,2]) {
        %y = qnn.sum(%x, %z) {aFactor = -1, outType = int64}
        return %y
      }`,
      after: `graph(%x: int64[1,2], %z: int32[1,2]) {
        %y = qnn.sum(%x, %z) {aFactor = -1, outType = int64}
        return %y
      }`,
    },
    {
      name: 'an unsigned sum is unsigned',
      before: product('int8[2,1] [3, 1]', 'int32', 'uint4[1,2]'),
      after: narrowed('uint2[2,1] [3, 1]', 'uint6', 'uint4[1,2]'),
    },
    {
      name: 'the extremes of int4 count exactly: −8 · −8 · 2 = 128 is one more than 8 bits hold',
      before: product('int4[2,1] [-8, -8]', 'int32'),
      after: narrowed('int4[2,1] [-8, -8]', 'int9'),
    },
    {
      name: 'a sum that padding leaves out may be smaller than any whole window',
      before: `graph(%x: bipolar[1,1,2,2]) {
        %w = const int8[1,1,1,2] [1, 1]
        %y = qnn.conv(%x, %w) {kernel = [1, 2], strides = [1, 1], pads = [0, 1, 0, 0], outType = int32}
        return %y
      }`,
      after: `graph(%x: bipolar[1,1,2,2]) {
        %w = const uint1[1,1,1,2] [1, 1]
        %y = qnn.conv(%x, %w) {kernel = [1, 2], strides = [1, 1], pads = [0, 1, 0, 0], outType = int3}
        return %y int32[1,1,2,2]
      }`,
    },
    {
      name: 'thresholds that all or none reach move to the edge of the range, fractions to the next integer',
      before: activated('int32', 'float32[1,3] [-1000, 2.5, 1000]'),
      after: activated('int6', 'int6[1,3] [-22, 3, 24]'),
    },
    {
      name: 'offsets move the range: it is that of the moved sum',
      before: product(
        'int2[2,1] [1, 1]',
        'int32',
        'uint2[1,2]',
        '%o = const int8[1] [100]\n %z = qnn.offset(%y, %o) {outType = int32}',
        '%z',
      ),
      after: product(
        'uint1[2,1] [1, 1]',
        'uint3',
        'uint2[1,2]',
        '%o = const int8[1] [100]\n %z = qnn.offset(%y, %o) {outType = uint7}',
        '%z int32[1,1]',
      ),
    },
    {
      name: 'sums of windows have the width of their pixels together',
      before: `graph(%x: uint4[1,1,2,3]) {
        %y = qnn.sum_pool(%x) {kernel = [2, 3], outType = int32}
        return %y
      }`,
      after: `graph(%x: uint4[1,1,2,3]) {
        %y = qnn.sum_pool(%x) {kernel = [2, 3], outType = uint7}
        return %y int32[1,1,1,1]
      }`,
    },
    {
      name: 'a flip turns the range around, and thresholds behind it keep their place',
      before: `graph(%x: uint2[1,2]) {
        %s = const bipolar[2] [1, -1]
        %a = qnn.flip(%x, %s) {axis = 1}
        %t = const int8[2,2] [1, 9, -9, -1]
        %y = qnn.multi_threshold(%a, %t) {outType = uint2, axis = 1}
        return %y
      }`,
      after: `graph(%x: uint2[1,2]) {
        %s = const bipolar[2] [1, -1]
        %a = qnn.flip(%x, %s) {axis = 1}
        %t = const int4[2,2] [1, 4, -3, -1]
        %y = qnn.multi_threshold(%a, %t) {outType = uint2, axis = 1}
        return %y
      }`,
    },
    {
      name: 'thresholds on real inputs are left alone',
      before: `graph(%x: float32[1,2]) {
        %t = const float32[1,2] [-1000, 2.5]
        %y = qnn.multi_threshold(%x, %t) {outType = uint2, axis = 1}
        return %y
      }`,
      after: `graph(%x: float32[1,2]) {
        %t = const float32[1,2] [-1000, 2.5]
        %y = qnn.multi_threshold(%x, %t) {outType = uint2, axis = 1}
        return %y
      }`,
    },
  ],
});
