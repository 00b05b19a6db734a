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

testRule(rule('sink-transpose'), {
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
    {
      name: 'thresholds whose rows follow the channels',
      before: `graph(%x: int4[1,3,3,2]) {
        %a = qnn.transpose(%x) {perm = [0, 3, 1, 2]}
        %t = const int4[2,1] [0, 3]
        %y = qnn.multi_threshold(%a, %t) {outType = uint1, axis = 1}
        return %y
      }`,
      after: `graph(%x: int4[1,3,3,2]) {
        %t = const int4[2,1] [0, 3]
        %b = qnn.multi_threshold(%x, %t) {outType = uint1, axis = 3}
        %y = qnn.transpose(%b) {perm = [0, 3, 1, 2]}
        return %y
      }`,
    },
    {
      name: 'a sum, whose other summand turns the other way',
      before: `graph(%x: int4[1,3,3,2], %z: int4[1,2,3,3]) {
        %a = qnn.transpose(%x) {perm = [0, 3, 1, 2]}
        %y = qnn.sum(%a, %z) {outType = int5}
        return %y
      }`,
      after: `graph(%x: int4[1,3,3,2], %z: int4[1,2,3,3]) {
        %a = qnn.transpose(%z) {perm = [0, 2, 3, 1]}
        %b = qnn.sum(%x, %a) {outType = int5}
        %y = qnn.transpose(%b) {perm = [0, 3, 1, 2]}
        return %y
      }`,
    },
    {
      name: 'a concatenation of channels, both parts of which come that way',
      before: `graph(%x: int4[1,3,3,2], %z: int4[1,3,3,1]) {
        %a = qnn.transpose(%x) {perm = [0, 3, 1, 2]}
        %b = qnn.transpose(%z) {perm = [0, 3, 1, 2]}
        %y = qnn.concat(%a, %b) {axis = 1}
        return %y
      }`,
      after: `graph(%x: int4[1,3,3,2], %z: int4[1,3,3,1]) {
        %b = qnn.concat(%x, %z) {axis = 3}
        %y = qnn.transpose(%b) {perm = [0, 3, 1, 2]}
        return %y
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
      name: 'an op that is tied to its layout',
      before: `graph(%x: int4[1,3,3,2]) {
        %a = qnn.transpose(%x) {perm = [0, 3, 1, 2]}
        %y = qnn.reshape(%a) {shape = [1, 18]}
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

testRule(rule('hoist-transpose'), {
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
    {
      name: 'one above thresholds that others read, which get them turned back',
      before: readBy('2', `${turn}\n %z = qnn.reshape(%a) {shape = [1, 18]}`, '%y, %z'),
      after: `graph(%x: int4[1,2,3,3]) {
        %a = qnn.transpose(%x) {perm = [0, 2, 3, 1]}
        %t = const int4[2,1] [0, 3]
        %y = qnn.multi_threshold(%a, %t) {outType = uint1, axis = 3}
        %b = qnn.transpose(%y) {perm = [0, 3, 1, 2]}
        %z = qnn.reshape(%b) {shape = [1, 18]}
        return %y, %z
      }`,
    },
    {
      name: 'one above thresholds that are an output, too',
      before: readBy('1', turn, '%y, %a'),
      after: `graph(%x: int4[1,2,3,3]) {
        %a = qnn.transpose(%x) {perm = [0, 2, 3, 1]}
        %t = const int4[1,1] [0]
        %y = qnn.multi_threshold(%a, %t) {outType = uint1, axis = 3}
        %b = qnn.transpose(%y) {perm = [0, 3, 1, 2]}
        return %y, %b
      }`,
    },
    {
      name: 'one that undoes itself, once',
      before: readBy('1', '%y = qnn.transpose(%a) {perm = [0, 1, 3, 2]}'),
      after: `graph(%x: int4[1,2,3,3]) {
        %a = qnn.transpose(%x) {perm = [0, 1, 3, 2]}
        %t = const int4[1,1] [0]
        %y = qnn.multi_threshold(%a, %t) {outType = uint1, axis = 3}
        return %y
      }`,
    },
    {
      name: 'one above a sum',
      before: `graph(%x: int4[1,2,3,3], %z: int4[1,2,3,3]) {
        %a = qnn.sum(%x, %z) {outType = int5}
        ${turn}
        return %y
      }`,
      after: `graph(%x: int4[1,2,3,3], %z: int4[1,2,3,3]) {
        %a = qnn.transpose(%x) {perm = [0, 2, 3, 1]}
        %b = qnn.transpose(%z) {perm = [0, 2, 3, 1]}
        %y = qnn.sum(%a, %b) {outType = int5}
        return %y
      }`,
    },
  ],
  declines: [
    {
      name: 'any other transposition of thresholds that others read',
      before: readBy(
        '1',
        '%y = qnn.transpose(%a) {perm = [0, 1, 3, 2]}\n %z = qnn.reshape(%a) {shape = [1, 18]}',
        '%y, %z',
      ),
      because: 'what it permutes has other readers',
    },
    {
      name: 'any other transposition of thresholds that are an output, too',
      before: readBy('1', '%y = qnn.transpose(%a) {perm = [0, 1, 3, 2]}', '%y, %a'),
      because: 'what it permutes has other readers',
    },
    {
      name: 'a transposition to channels-first, which sinks',
      before: readBy('1', '%y = qnn.transpose(%a) {perm = [0, 3, 1, 2]}'),
    },
  ],
});

const flattened = (rows: string, from = '%p = qnn.max_pool(%x) {kernel = [1, 1], layout = nhwc}'): string => `
  graph(%x: int4[1,2,2,2]) {
    ${from}
    %f = qnn.reshape(${from === '' ? '%x' : '%p'}) {shape = [1, 8]}
    %t = const int4[${rows},1] [${new Array(Number(rows)).fill('1').join(', ')}]
    %y = qnn.multi_threshold(%f, %t) {outType = uint1, axis = 1}
    return %y
  }`;

testRule(rule('sink-reshape-below-shared-thresholds'), {
  ops,
  rewrites: [
    {
      name: 'a flattening, although the last axis becomes another',
      before: flattened('1'),
      after: `graph(%x: int4[1,2,2,2]) {
        %p = qnn.max_pool(%x) {kernel = [1, 1], layout = nhwc}
        %t = const int4[1,1] [1]
        %a = qnn.multi_threshold(%p, %t) {outType = uint1, axis = 3}
        %y = qnn.reshape(%a) {shape = [1, 8]}
        return %y
      }`,
    },
  ],
  declines: [
    { name: 'a row of thresholds per feature', before: flattened('8') },
    {
      name: 'codes with a scale per feature',
      before: flattened('1').replace(
        'return',
        'meaning %y "y" scale [1, 2, 3, 4, 5, 6, 7, 8] bias [0] axis 1\n return',
      ),
      because: 'its codes have a scale per feature',
    },
    { name: 'what is at the input, where the host reshapes', before: flattened('1', '') },
  ],
});

const second = (op: string, type = '1,2,4,5'): string => `graph(%x: int4[${type}]) {
  %s = const bipolar[2] [1, -1]
  %y = ${op}
  return %y
}`;

testRule(rule('channels-last-flip'), {
  ops,
  rewrites: [
    {
      name: 'signs of channels that come second',
      before: second('qnn.flip(%x, %s) {axis = 1}'),
      after: `graph(%x: int4[1,2,4,5]) {
        %a = qnn.transpose(%x) {perm = [0, 2, 3, 1]}
        %s = const bipolar[2] [1, -1]
        %b = qnn.flip(%a, %s) {axis = 3}
        %y = qnn.transpose(%b) {perm = [0, 3, 1, 2]}
        return %y
      }`,
    },
  ],
  declines: [
    { name: 'channels that are last', before: second('qnn.flip(%x, %s) {axis = 3}', '1,4,5,2') },
    { name: 'a row of features', before: second('qnn.flip(%x, %s) {axis = 1}', '1,2') },
  ],
});

testRule(rule('channels-last-upsample'), {
  ops,
  rewrites: [
    {
      name: 'an enlargement',
      before: second('qnn.upsample(%x) {factors = [2, 3]}'),
      after: `graph(%x: int4[1,2,4,5]) {
        %a = qnn.transpose(%x) {perm = [0, 2, 3, 1]}
        %b = qnn.upsample(%a) {factors = [2, 3], layout = nhwc}
        %y = qnn.transpose(%b) {perm = [0, 3, 1, 2]}
        return %y
      }`,
    },
  ],
  declines: [{ name: 'channels that are last', before: second('qnn.upsample(%x) {factors = [2, 3], layout = nhwc}') }],
});

testRule(rule('channels-last-slice'), {
  ops,
  rewrites: [
    {
      name: 'a range of channels',
      before: second('qnn.slice(%x) {axis = 1, start = 1, end = 2}'),
      after: `graph(%x: int4[1,2,4,5]) {
        %a = qnn.transpose(%x) {perm = [0, 2, 3, 1]}
        %b = qnn.slice(%a) {axis = 3, start = 1, end = 2}
        %y = qnn.transpose(%b) {perm = [0, 3, 1, 2]}
        return %y
      }`,
    },
  ],
  declines: [{ name: 'a range of rows', before: second('qnn.slice(%x) {axis = 2, start = 1, end = 2}') }],
});

testRule(rule('channels-last-concat'), {
  ops,
  rewrites: [
    {
      name: 'channels behind channels',
      before: second('qnn.concat(%x, %x) {axis = 1}'),
      after: `graph(%x: int4[1,2,4,5]) {
        %a = qnn.transpose(%x) {perm = [0, 2, 3, 1]}
        %b = qnn.transpose(%x) {perm = [0, 2, 3, 1]}
        %c = qnn.concat(%a, %b) {axis = 3}
        %y = qnn.transpose(%c) {perm = [0, 3, 1, 2]}
        return %y
      }`,
    },
  ],
  declines: [{ name: 'rows below rows', before: second('qnn.concat(%x, %x) {axis = 2}') }],
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

testRule(rule('channels-last-pixel-pad'), {
  ops,
  rewrites: [
    {
      name: 'zeros between pixels',
      before: 'graph(%x: int4[1,2,4,5]) { %y = qnn.pixel_pad(%x) {strides = [2, 1]} return %y }',
      after: `graph(%x: int4[1,2,4,5]) {
        %a = qnn.transpose(%x) {perm = [0, 2, 3, 1]}
        %b = qnn.pixel_pad(%a) {strides = [2, 1], layout = nhwc}
        %y = qnn.transpose(%b) {perm = [0, 3, 1, 2]}
        return %y
      }`,
    },
  ],
  declines: [],
});

testRule(rule('channels-last-depth-to-space'), {
  ops,
  rewrites: [
    {
      name: 'blocks of channels',
      before: 'graph(%x: int4[1,8,4,5]) { %y = qnn.depth_to_space(%x) {block = 2, mode = dcr} return %y }',
      after: `graph(%x: int4[1,8,4,5]) {
        %a = qnn.transpose(%x) {perm = [0, 2, 3, 1]}
        %b = qnn.depth_to_space(%a) {block = 2, mode = dcr, layout = nhwc}
        %y = qnn.transpose(%b) {perm = [0, 3, 1, 2]}
        return %y
      }`,
    },
  ],
  declines: [],
});
