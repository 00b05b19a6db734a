import { qnn } from '@finnc/ir';
import { testRule } from '@finnc/ir/testing';
import { ruleNamed } from '../rule-named.test.support.ts';
import { squeezeRules, turnRowRules } from './squeeze.ts';

const ops = qnn.qnnOps;
const rule = (name: string): ReturnType<typeof ruleNamed> => ruleNamed([...squeezeRules, ...turnRowRules], name);
const thresholds = '%t = const int4[2,1] [0, 3]';

testRule(rule('sink-squeeze-below-multi-threshold'), {
  ops,
  rewrites: [
    {
      name: 'a row that was an image of height 1',
      before: `graph(%x: int4[1,2,1,5]) {
        ${thresholds}
        %r = qnn.reshape(%x) {shape = [1, 2, 5]}
        %y = qnn.multi_threshold(%r, %t) {outType = uint1, axis = 1}
        return %y
      }`,
      after: `graph(%x: int4[1,2,1,5]) {
        ${thresholds}
        %b = qnn.multi_threshold(%x, %t) {outType = uint1, axis = 1}
        %y = qnn.reshape(%b) {shape = [1, 2, 5]}
        return %y
      }`,
    },
    {
      name: 'a row with its channels last',
      before: `graph(%x: int4[1,1,5,2]) {
        ${thresholds}
        %r = qnn.reshape(%x) {shape = [1, 5, 2]}
        %y = qnn.multi_threshold(%r, %t) {outType = uint1, axis = 2}
        return %y
      }`,
      after: `graph(%x: int4[1,1,5,2]) {
        ${thresholds}
        %b = qnn.multi_threshold(%x, %t) {outType = uint1, axis = 3}
        %y = qnn.reshape(%b) {shape = [1, 5, 2]}
        return %y
      }`,
    },
  ],
  declines: [
    {
      name: 'a reshape that joins axes',
      before: `graph(%x: int4[2,1,5,2]) {
        ${thresholds}
        %r = qnn.reshape(%x) {shape = [10, 2]}
        %y = qnn.multi_threshold(%r, %t) {outType = uint1, axis = 1}
        return %y
      }`,
    },
  ],
});

testRule(rule('sink-squeeze-below-flip'), {
  ops,
  rewrites: [
    {
      name: 'the signs of a row’s channels',
      before: `graph(%x: int4[1,2,1,5]) {
        %s = const bipolar[2] [1, -1]
        %r = qnn.reshape(%x) {shape = [1, 2, 5]}
        %y = qnn.flip(%r, %s) {axis = 1}
        return %y
      }`,
      after: `graph(%x: int4[1,2,1,5]) {
        %s = const bipolar[2] [1, -1]
        %b = qnn.flip(%x, %s) {axis = 1}
        %y = qnn.reshape(%b) {shape = [1, 2, 5]}
        return %y
      }`,
    },
  ],
  declines: [],
});

const row = (first: string, rest: string): string => `graph(%x: int4[1,2,1,5], %z: int4[1,2,5]) {
  ${first}
  ${rest}
  return %y
}`;

testRule(rule('sink-squeeze-below-sum'), {
  ops,
  rewrites: [
    {
      name: 'a row that joins a row which was no image',
      before: row('%r = qnn.reshape(%x) {shape = [1, 2, 5]}', '%y = qnn.sum(%r, %z) {outType = int5}'),
      after: row(
        '%r = qnn.reshape(%z) {shape = [1, 2, 1, 5]}',
        '%s = qnn.sum(%x, %r) {outType = int5} %y = qnn.reshape(%s) {shape = [1, 2, 5]}',
      ),
    },
    {
      name: 'two rows that were images',
      before: row(
        '%r = qnn.reshape(%x) {shape = [1, 2, 5]} %i = qnn.reshape(%z) {shape = [1, 2, 1, 5]}',
        '%k = qnn.reshape(%i) {shape = [1, 2, 5]} %y = qnn.sum(%r, %k) {outType = int5}',
      ),
      after: row(
        '%i = qnn.reshape(%z) {shape = [1, 2, 1, 5]}',
        '%s = qnn.sum(%x, %i) {outType = int5} %y = qnn.reshape(%s) {shape = [1, 2, 5]}',
      ),
    },
  ],
  declines: [
    {
      name: 'rows that were no images',
      before: 'graph(%z: int4[1,2,5]) { %y = qnn.sum(%z, %z) {outType = int5} return %y }',
    },
  ],
});

testRule(rule('sink-squeeze-below-concat'), {
  ops,
  rewrites: [
    {
      name: 'the axis along which rows are joined',
      before: row('%r = qnn.reshape(%x) {shape = [1, 2, 5]}', '%y = qnn.concat(%r, %z) {axis = 2}'),
      after: row(
        '%r = qnn.reshape(%z) {shape = [1, 2, 1, 5]}',
        '%s = qnn.concat(%x, %r) {axis = 3} %y = qnn.reshape(%s) {shape = [1, 2, 10]}',
      ),
    },
  ],
  declines: [],
});

testRule(rule('lift-unsqueeze-above-thresholds'), {
  ops,
  rewrites: [
    {
      name: 'thresholds of a row that a window reads as an image, and somebody else as a row',
      before: `graph(%x: float32[1,2,5]) {
        %t = const float32[2,1] [0.5, -1]
        %y = qnn.multi_threshold(%x, %t) {outType = uint1, axis = 1}
        %i = qnn.reshape(%y) {shape = [1, 2, 1, 5]}
        return %y, %i
      }`,
      after: `graph(%x: float32[1,2,5]) {
        %t = const float32[2,1] [0.5, -1]
        %i = qnn.reshape(%x) {shape = [1, 2, 1, 5]}
        %b = qnn.multi_threshold(%i, %t) {outType = uint1, axis = 1}
        %y = qnn.reshape(%b) {shape = [1, 2, 5]}
        %z = qnn.reshape(%y) {shape = [1, 2, 1, 5]}
        return %y, %z
      }`,
    },
  ],
  declines: [
    {
      name: 'a row that is flattened',
      before: `graph(%x: int4[1,2,5]) {
        ${thresholds}
        %y = qnn.multi_threshold(%x, %t) {outType = uint1, axis = 1}
        %f = qnn.reshape(%y) {shape = [1, 10]}
        return %f
      }`,
    },
  ],
});

testRule(rule('turn-input-before-unsqueeze'), {
  ops,
  rewrites: [
    {
      name: 'a row with its channels first, as an image with its channels last',
      before: `graph(%x: int4[1,2,5]) {
        %r = qnn.reshape(%x) {shape = [1, 2, 1, 5]}
        %y = qnn.transpose(%r) {perm = [0, 2, 3, 1]}
        return %y
      }`,
      after: `graph(%x: int4[1,2,5]) {
        %r = qnn.transpose(%x) {perm = [0, 2, 1]}
        %y = qnn.reshape(%r) {shape = [1, 1, 5, 2]}
        return %y
      }`,
    },
  ],
  declines: [
    {
      name: 'a row between layers',
      before: `graph(%x: int4[1,2,5]) {
        ${thresholds}
        %b = qnn.multi_threshold(%x, %t) {outType = uint1, axis = 1}
        %r = qnn.reshape(%b) {shape = [1, 2, 1, 5]}
        %y = qnn.transpose(%r) {perm = [0, 2, 3, 1]}
        return %y
      }`,
    },
  ],
});

testRule(rule('turn-output-after-squeeze'), {
  ops,
  rewrites: [
    {
      name: 'an image with its channels last, as a row with its channels first',
      before: `graph(%x: int4[1,1,5,2]) {
        %t = qnn.transpose(%x) {perm = [0, 3, 1, 2]}
        %y = qnn.reshape(%t) {shape = [1, 2, 5]}
        return %y
      }`,
      after: `graph(%x: int4[1,1,5,2]) {
        %r = qnn.reshape(%x) {shape = [1, 5, 2]}
        %y = qnn.transpose(%r) {perm = [0, 2, 1]}
        return %y
      }`,
    },
  ],
  declines: [
    {
      name: 'a row that is read',
      before: `graph(%x: int4[1,1,5,2]) {
        ${thresholds}
        %u = qnn.transpose(%x) {perm = [0, 3, 1, 2]}
        %r = qnn.reshape(%u) {shape = [1, 2, 5]}
        %y = qnn.multi_threshold(%r, %t) {outType = uint1, axis = 1}
        return %y
      }`,
    },
  ],
});
