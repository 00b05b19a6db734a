import { qnn } from '@finnc/ir';
import { testRule } from '@finnc/ir/testing';
import { ruleNamed } from '../rule-named.test.support.ts';
import { convolutionRules } from './convolution.ts';

const ops = qnn.qnnOps;
const rule = (name: string): ReturnType<typeof ruleNamed> => ruleNamed(convolutionRules, name);

testRule(rule('lower-conv'), {
  ops,
  rewrites: [
    {
      name: 'a convolution to windows times a matrix, filters as columns in the order of a window',
      before: `graph(%x: int4[1,2,3,3]) {
        %w = const int4[2,2,1,2] [1, 2, 3, 4, -1, -2, -3, -4]
        %y = qnn.conv(%x, %w) {kernel = [1, 2], strides = [2, 1], pads = [0, 1, 0, 0], outType = int16}
        return %y
      }`,
      after: `graph(%x: int4[1,2,3,3]) {
        %a = qnn.transpose(%x) {perm = [0, 2, 3, 1]}
        %b = qnn.im2col(%a) {kernel = [1, 2], strides = [2, 1], pads = [0, 1, 0, 0]}
        %w = const int4[4,2] [1, -1, 3, -3, 2, -2, 4, -4]
        %c = qnn.mat_mul(%b, %w) {outType = int16}
        %y = qnn.transpose(%c) {perm = [0, 3, 1, 2]}
        return %y
      }`,
    },
    {
      name: 'a filter or more a channel to windows and a depthwise product',
      before: `graph(%x: int4[1,2,3,3]) {
        %w = const int4[4,1,1,2] [1, 2, 3, 4, -1, -2, -3, -4]
        %y = qnn.conv(%x, %w) {kernel = [1, 2], pads = [0, 1, 0, 0], group = 2, outType = int16}
        return %y
      }`,
      after: `graph(%x: int4[1,2,3,3]) {
        %a = qnn.transpose(%x) {perm = [0, 2, 3, 1]}
        %b = qnn.im2col(%a) {kernel = [1, 2], pads = [0, 1, 0, 0]}
        %w = const int4[2,4] [1, 3, -1, -3, 2, 4, -2, -4]
        %c = qnn.depthwise_product(%b, %w) {outType = int16}
        %y = qnn.transpose(%c) {perm = [0, 3, 1, 2]}
        return %y
      }`,
    },
    {
      name: 'other groups to windows times a block-diagonal matrix',
      before: `graph(%x: int4[1,4,3,3]) {
        %w = const int4[2,2,1,2] [1, 2, 3, 4, -1, -2, -3, -4]
        %y = qnn.conv(%x, %w) {kernel = [1, 2], group = 2, outType = int16}
        return %y
      }`,
      after: `graph(%x: int4[1,4,3,3]) {
        %a = qnn.transpose(%x) {perm = [0, 2, 3, 1]}
        %b = qnn.im2col(%a) {kernel = [1, 2]}
        %w = const int4[8,2] [1, 0, 3, 0, 0, -1, 0, -3, 2, 0, 4, 0, 0, -2, 0, -4]
        %c = qnn.mat_mul(%b, %w) {outType = int16}
        %y = qnn.transpose(%c) {perm = [0, 3, 1, 2]}
        return %y
      }`,
    },
  ],
  declines: [
    {
      name: 'weights that move',
      before: `graph(%x: int4[1,1,3,3], %w: int4[1,1,1,1]) {
        %y = qnn.conv(%x, %w) {kernel = [1, 1], strides = [1, 1], outType = int16}
        return %y
      }`,
      because: 'its weights are not constant',
    },
  ],
});

const windows = (matrix: string, columns = 2): string => `graph(%x: int4[1,3,3,2]) {
  %i = qnn.im2col(%x) {kernel = [1, 2]}
  %w = const int4[4,${columns}] [${matrix}]
  %y = qnn.mat_mul(%i, %w) {outType = int16}
  return %y
}`;

testRule(rule('depthwise-from-diagonal-weights'), {
  ops,
  rewrites: [
    {
      name: 'a matrix that is zero but where a channel meets its own filters',
      before: windows('1, 0, 0, 2, 3, 0, 0, -4'),
      after: `graph(%x: int4[1,3,3,2]) {
        %i = qnn.im2col(%x) {kernel = [1, 2]}
        %w = const int3[2,2] [1, 2, 3, -4]
        %y = qnn.depthwise_product(%i, %w) {outType = int16}
        return %y
      }`,
    },
    {
      name: 'two filters a channel',
      before: windows('1, 0, 0, 0, 0, 0, 2, 5, 3, 1, 0, 0, 0, 0, -4, 6', 4),
      after: `graph(%x: int4[1,3,3,2]) {
        %i = qnn.im2col(%x) {kernel = [1, 2]}
        %w = const int4[2,4] [1, 0, 2, 5, 3, 1, -4, 6]
        %y = qnn.depthwise_product(%i, %w) {outType = int16}
        return %y
      }`,
    },
  ],
  declines: [
    { name: 'a matrix with one product across channels', before: windows('1, 1, 0, 2, 3, 0, 0, -4') },
    {
      name: 'a number of columns that is no multiple of the channels',
      before: windows('1, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0', 3),
    },
  ],
});
