import { qnn } from '@finnc/ir';
import { testRule } from '@finnc/ir/testing';
import { ruleNamed } from '../rule-named.test.support.ts';
import { channelsLastRules } from './channels-last.ts';

const ops = qnn.qnnOps;
const rule = (name: string): ReturnType<typeof ruleNamed> => ruleNamed(channelsLastRules, name);

const pool = (layout: string): string => `
  graph(%x: int4[1,2,4,5]) {
    %y = qnn.max_pool(%x) {kernel = [2, 1], strides = [1, 2], pads = [1, 0, 0, 0], layout = ${layout}}
    return %y
  }`;

testRule(rule('channels-last-max-pool'), {
  ops,
  rewrites: [
    {
      name: 'a pool with its own window',
      before: pool('nchw'),
      after: `graph(%x: int4[1,2,4,5]) {
        %a = qnn.transpose(%x) {perm = [0, 2, 3, 1]}
        %b = qnn.max_pool(%a) {kernel = [2, 1], strides = [1, 2], pads = [1, 0, 0, 0], layout = nhwc}
        %y = qnn.transpose(%b) {perm = [0, 3, 1, 2]}
        return %y
      }`,
    },
  ],
  declines: [{ name: 'a pool that is channels last', before: pool('nhwc') }],
});

const sums = (layout: string): string => pool(layout).replace('max_pool', 'sum_pool').replace('}', ', outType = int6}');

testRule(rule('channels-last-sum-pool'), {
  ops,
  rewrites: [
    {
      name: 'a pool with its own window and accumulator',
      before: sums('nchw'),
      after: `graph(%x: int4[1,2,4,5]) {
        %a = qnn.transpose(%x) {perm = [0, 2, 3, 1]}
        %b = qnn.sum_pool(%a) {kernel = [2, 1], strides = [1, 2], pads = [1, 0, 0, 0], layout = nhwc, outType = int6}
        %y = qnn.transpose(%b) {perm = [0, 3, 1, 2]}
        return %y
      }`,
    },
  ],
  declines: [{ name: 'a pool that is channels last', before: sums('nhwc') }],
});

const thresholds = (axis: number, rows = '2', input = '1,2,3,3'): string => `
  graph(%x: int4[${input}]) {
    %t = const int4[${rows},1] [${rows === '1' ? '0' : rows === '2' ? '0, 3' : '0, 3, 1'}]
    %y = qnn.multi_threshold(%x, %t) {outType = uint1, axis = ${axis}}
    return %y
  }`;

testRule(rule('channels-last-thresholds'), {
  ops,
  rewrites: [
    {
      name: 'rows of thresholds to the last axis',
      before: thresholds(1),
      after: `graph(%x: int4[1,2,3,3]) {
        %a = qnn.transpose(%x) {perm = [0, 2, 3, 1]}
        %t = const int4[2,1] [0, 3]
        %b = qnn.multi_threshold(%a, %t) {outType = uint1, axis = 3}
        %y = qnn.transpose(%b) {perm = [0, 3, 1, 2]}
        return %y
      }`,
    },
  ],
  declines: [
    { name: 'channels that are last', before: thresholds(3, '3') },
    { name: 'a row of features', before: thresholds(1, '2', '1,2') },
    { name: 'thresholds along the height', before: thresholds(2, '3'), because: 'its channels are axis 2' },
  ],
});

testRule(rule('sink-transpose-below-shared-thresholds'), {
  ops,
  rewrites: [
    {
      name: 'a transposition to channels-first, also where others read it',
      before: `graph(%x: int4[1,3,3,2]) {
        %a = qnn.transpose(%x) {perm = [0, 3, 1, 2]}
        %t = const int4[1,2] [0, 3]
        %y = qnn.multi_threshold(%a, %t) {outType = uint2, axis = 3}
        return %y, %a
      }`,
      after: `graph(%x: int4[1,3,3,2]) {
        %t = const int4[1,2] [0, 3]
        %b = qnn.multi_threshold(%x, %t) {outType = uint2, axis = 3}
        %y = qnn.transpose(%b) {perm = [0, 3, 1, 2]}
        %a = qnn.transpose(%x) {perm = [0, 3, 1, 2]}
        return %y, %a
      }`,
    },
  ],
  declines: [
    {
      name: 'a transposition to channels-last, which rises instead',
      before: `graph(%x: int4[1,2,3,3]) {
        %a = qnn.transpose(%x) {perm = [0, 2, 3, 1]}
        %t = const int4[1,2] [0, 3]
        %y = qnn.multi_threshold(%a, %t) {outType = uint2, axis = 3}
        return %y
      }`,
    },
    {
      name: 'a row of thresholds per channel',
      before: `graph(%x: int4[1,3,3,2]) {
        %a = qnn.transpose(%x) {perm = [0, 3, 1, 2]}
        %t = const int4[2,1] [0, 3]
        %y = qnn.multi_threshold(%a, %t) {outType = uint1, axis = 1}
        return %y
      }`,
    },
  ],
});

const readBy = (rows: string, rest: string, result = '%y'): string => `
  graph(%x: int4[1,2,3,3]) {
    %t = const int4[${rows},1] [${rows === '1' ? '0' : '0, 3'}]
    %a = qnn.multi_threshold(%x, %t) {outType = uint1, axis = 1}
    ${rest}
    return ${result}
  }`;
const turn = '%y = qnn.transpose(%a) {perm = [0, 2, 3, 1]}';

testRule(rule('hoist-transpose-above-shared-thresholds'), {
  ops,
  rewrites: [
    {
      name: 'a transposition to channels-last',
      before: readBy('1', turn),
      after: `graph(%x: int4[1,2,3,3]) {
        %a = qnn.transpose(%x) {perm = [0, 2, 3, 1]}
        %t = const int4[1,1] [0]
        %y = qnn.multi_threshold(%a, %t) {outType = uint1, axis = 3}
        return %y
      }`,
    },
  ],
  declines: [
    { name: 'a row per channel', before: readBy('2', turn) },
    {
      name: 'thresholds that others read',
      before: readBy('1', `${turn}\n %z = qnn.add(%a, %a)`, '%y, %z'),
      because: 'the thresholds have other readers',
    },
    {
      name: 'a transposition to channels-first, which sinks',
      before: readBy('1', '%y = qnn.transpose(%a) {perm = [0, 3, 1, 2]}'),
    },
  ],
});

testRule(rule('shared-thresholds-last-axis'), {
  ops,
  rewrites: [
    { name: 'one row on features', before: thresholds(0, '1', '1,2'), after: thresholds(1, '1', '1,2') },
    {
      name: 'one row on the input image, which may lie as it likes',
      before: thresholds(1, '1'),
      after: thresholds(3, '1'),
    },
  ],
  declines: [
    { name: 'a row per channel', before: thresholds(1) },
    { name: 'what is along the last axis', before: thresholds(3, '1') },
  ],
});

testRule(rule('hoist-reshape-above-input-thresholds'), {
  ops,
  rewrites: [
    {
      name: 'a flattening of the quantised input',
      before: readBy('1', '%y = qnn.reshape(%a) {shape = [1, 18]}'),
      after: `graph(%x: int4[1,2,3,3]) {
        %a = qnn.reshape(%x) {shape = [1, 18]}
        %t = const int4[1,1] [0]
        %y = qnn.multi_threshold(%a, %t) {outType = uint1, axis = 1}
        return %y
      }`,
    },
  ],
  declines: [
    { name: 'a row per channel', before: readBy('2', '%y = qnn.reshape(%a) {shape = [1, 18]}') },
    {
      name: 'thresholds that others read',
      before: readBy('1', '%y = qnn.reshape(%a) {shape = [1, 18]}\n %z = qnn.add(%a, %a)', '%y, %z'),
      because: 'the thresholds have other readers',
    },
  ],
});
