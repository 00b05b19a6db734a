import { qnn } from '@finnc/ir';
import { testRule } from '@finnc/ir/testing';
import { ruleNamed } from '../rule-named.test.support.ts';
import { absorbFlipRules } from './absorb-flip.ts';

const ops = qnn.qnnOps;
/** −(−2^31) needs 33 bits; `narrow` finds the type that the sums themselves need. */
const dense = (axis: number, result = '%y', input = '1,3'): string => `
  graph(%x: int4[${input}]) {
    %w = const int3[3,2] [1, -4, 2, 0, -1, 3]
    %a = qnn.mat_mul(%x, %w) {outType = int32}
    %s = const bipolar[2] [1, -1]
    %y = qnn.flip(%a, %s) {axis = ${axis}}
    return ${result}
  }`;

testRule(ruleNamed(absorbFlipRules, 'absorb-flip-into-mat-mul'), {
  ops,
  rewrites: [
    {
      name: 'a sign per column, in a type that holds the negated weights',
      before: dense(1),
      after: `graph(%x: int4[1,3]) {
        %w = const int4[3,2] [1, 4, 2, 0, -1, -3]
        %y = qnn.mat_mul(%x, %w) {outType = int33}
        return %y
      }`,
    },
    {
      name: 'one sign for all',
      before: dense(1).replace('bipolar[2] [1, -1]', 'bipolar[1] [-1]'),
      after: `graph(%x: int4[1,3]) {
        %w = const int4[3,2] [-1, 4, -2, 0, 1, -3]
        %y = qnn.mat_mul(%x, %w) {outType = int33}
        return %y
      }`,
    },
  ],
  declines: [
    {
      name: 'a product that others read',
      before: dense(1).replace('return %y', '%i = qnn.top_k(%a) {k = 1}\n return %y, %i'),
      because: 'the product has other readers',
    },
    {
      name: 'signs along the rows',
      before: dense(0, '%y', '2,3'),
      because: 'its channels are not the columns of the weights',
    },
    {
      name: 'something else than a product',
      before: 'graph(%x: int4[1,2]) { %s = const bipolar[1] [-1] %y = qnn.flip(%x, %s) {axis = 1} return %y }',
    },
  ],
});

const conv = (axis: number): string => `
  graph(%x: int4[1,1,3,3]) {
    %w = const int3[2,1,1,2] [1, -2, 3, -4]
    %a = qnn.conv(%x, %w) {kernel = [1, 2], strides = [1, 1], outType = int32}
    %s = const bipolar[${axis === 1 ? '2' : '3'}] [${axis === 1 ? '-1, 1' : '-1, 1, 1'}]
    %y = qnn.flip(%a, %s) {axis = ${axis}}
    return %y
  }`;

testRule(ruleNamed(absorbFlipRules, 'absorb-flip-into-conv'), {
  ops,
  rewrites: [
    {
      name: 'a sign per filter',
      before: conv(1),
      after: `graph(%x: int4[1,1,3,3]) {
        %w = const int3[2,1,1,2] [-1, 2, 3, -4]
        %y = qnn.conv(%x, %w) {kernel = [1, 2], strides = [1, 1], outType = int33}
        return %y
      }`,
    },
  ],
  declines: [
    { name: 'signs along the rows', before: conv(2), because: 'its channels are not the filters of the weights' },
  ],
});

const depthwise = (axis: number): string => `
  graph(%x: int4[1,2,2,4]) {
    %w = const int3[2,4] [1, -4, 2, 0, -1, 3, 1, 2]
    %a = qnn.depthwise_product(%x, %w) {outType = int32}
    %s = const bipolar[${axis === 3 ? '4' : '2'}] [${axis === 3 ? '1, -1, 1, -1' : '1, -1'}]
    %y = qnn.flip(%a, %s) {axis = ${axis}}
    return %y
  }`;

testRule(ruleNamed(absorbFlipRules, 'absorb-flip-into-depthwise-product'), {
  ops,
  rewrites: [
    {
      name: 'a sign per filter',
      before: depthwise(3),
      after: `graph(%x: int4[1,2,2,4]) {
        %w = const int4[2,4] [1, 4, 2, 0, -1, -3, 1, -2]
        %y = qnn.depthwise_product(%x, %w) {outType = int33}
        return %y
      }`,
    },
  ],
  declines: [
    { name: 'signs along the rows', before: depthwise(1), because: 'its channels are not the columns of the weights' },
  ],
});

const turned = (result = '%y'): string => `graph(%x: int4[1,3,2]) {
  %a = qnn.transpose(%x) {perm = [0, 2, 1]}
  %s = const bipolar[2] [1, -1]
  %y = qnn.flip(%a, %s) {axis = 1}
  return ${result}
}`;

testRule(ruleNamed(absorbFlipRules, 'move-flip-above-transpose'), {
  ops,
  rewrites: [
    {
      name: 'signs to the axis they come from',
      before: turned(),
      after: `graph(%x: int4[1,3,2]) {
        %s = const bipolar[2] [1, -1]
        %a = qnn.flip(%x, %s) {axis = 2}
        %y = qnn.transpose(%a) {perm = [0, 2, 1]}
        return %y
      }`,
    },
  ],
  declines: [
    {
      name: 'a transposition that others read',
      before: turned('%y, %i').replace('return', '%i = qnn.top_k(%a) {k = 1}\n return'),
      because: 'what is transposed has other readers',
    },
  ],
});
