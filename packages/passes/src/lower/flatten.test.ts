import { qnn } from '@finnc/ir';
import { testRule } from '@finnc/ir/testing';
import { ruleNamed } from '../rule-named.test.support.ts';
import { flattenRules } from './flatten.ts';

const ops = qnn.qnnOps;
const rule = (name: string): ReturnType<typeof ruleNamed> => ruleNamed(flattenRules, name);
const count = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i).join(', ');

const flattened = (shape: string, perm = '[0, 3, 1, 2]', weights = `int8[12,1] [${count(1, 12)}]`): string => `
  graph(%x: int4[1,3,2,2]) {
    %a = qnn.transpose(%x) {perm = ${perm}}
    %b = qnn.reshape(%a) {shape = ${shape}}
    %w = const ${weights}
    %y = qnn.mat_mul(%b, %w) {outType = int32}
    return %y
  }`;

testRule(rule('permute-weights-after-flatten'), {
  ops,
  rewrites: [
    {
      name: 'rows of the weights into the order of the image before',
      before: flattened('[1, 12]'),
      after: `graph(%x: int4[1,3,2,2]) {
        %b = qnn.reshape(%x) {shape = [1, 12]}
        %w = const int8[12,1] [1, 7, 2, 8, 3, 9, 4, 10, 5, 11, 6, 12]
        %y = qnn.mat_mul(%b, %w) {outType = int32}
        return %y
      }`,
    },
    {
      name: 'any order of the axes of an image',
      before: flattened('[1, 12]', '[0, 2, 1, 3]'),
      after: `graph(%x: int4[1,3,2,2]) {
        %b = qnn.reshape(%x) {shape = [1, 12]}
        %w = const int8[12,1] [1, 2, 7, 8, 3, 4, 9, 10, 5, 6, 11, 12]
        %y = qnn.mat_mul(%b, %w) {outType = int32}
        return %y
      }`,
    },
  ],
  declines: [
    {
      name: 'a part of the image',
      before: flattened('[1, 2, 6]', '[0, 3, 1, 2]', `int8[6,1] [${count(1, 6)}]`),
      because: 'the flattened axis is not one whole image',
    },
    {
      name: 'images that change places with something else',
      before: flattened('[1, 12]', '[1, 0, 2, 3]'),
      because: 'the flattened axis is not one whole image',
    },
    {
      name: 'weights that move',
      before: `graph(%x: int4[1,3,2,2], %w: int4[12,1]) {
        %a = qnn.transpose(%x) {perm = [0, 3, 1, 2]}
        %b = qnn.reshape(%a) {shape = [1, 12]}
        %y = qnn.mat_mul(%b, %w) {outType = int32}
        return %y
      }`,
    },
  ],
});

const afterPool = (rest: string, size = '1,4,4,2'): string => `
  graph(%x: int4[${size}]) {
    %p = qnn.max_pool(%x) {kernel = [2, 2], strides = [2, 2], layout = nhwc}
    ${rest}
    return %y
  }`;
const weights = `%w = const int8[8,1] [${count(1, 8)}]`;

testRule(rule('flatten-to-window'), {
  ops,
  rewrites: [
    {
      name: 'an image before a dense layer to one window over all of it',
      before: afterPool(`
        %b = qnn.reshape(%p) {shape = [1, 8]}
        ${weights}
        %y = qnn.mat_mul(%b, %w) {outType = int32}`),
      after: afterPool(`
        %c = qnn.im2col(%p) {kernel = [2, 2], strides = [1, 1]}
        %b = qnn.reshape(%c) {shape = [1, 8]}
        ${weights}
        %y = qnn.mat_mul(%b, %w) {outType = int32}`),
    },
  ],
  declines: [
    {
      name: 'an image of one pixel, which keeps its last axis',
      before: afterPool(
        `
        %b = qnn.reshape(%p) {shape = [1, 2]}
        %w = const int8[2,1] [1, 2]
        %y = qnn.mat_mul(%b, %w) {outType = int32}`,
        '1,2,2,2',
      ),
    },
    {
      name: 'the input of the graph, which the host brings flat',
      before: `graph(%x: int4[1,2,2,2]) {
        %b = qnn.reshape(%x) {shape = [1, 8]}
        ${weights}
        %y = qnn.mat_mul(%b, %w) {outType = int32}
        return %y
      }`,
    },
  ],
});

const reshapedPool = (rest: string): string => afterPool(`%b = qnn.reshape(%p) {shape = [4, 2]}\n ${rest}`);

testRule(rule('sink-reshape-below-mat-mul'), {
  ops,
  rewrites: [
    {
      name: 'a reshape that keeps the last axis',
      before: reshapedPool('%w = const int4[2,1] [1, -1]\n %y = qnn.mat_mul(%b, %w) {outType = int8}'),
      after: afterPool(`
        %w = const int4[2,1] [1, -1]
        %a = qnn.mat_mul(%p, %w) {outType = int8}
        %y = qnn.reshape(%a) {shape = [4, 1]}`),
    },
  ],
  declines: [
    {
      name: 'one that changes it',
      before: afterPool(`
        %b = qnn.reshape(%p) {shape = [2, 4]}
        %w = const int4[4,1] [1, -1, 1, -1]
        %y = qnn.mat_mul(%b, %w) {outType = int8}`),
    },
  ],
});

testRule(rule('sink-reshape-below-multi-threshold'), {
  ops,
  rewrites: [
    {
      name: 'a reshape above thresholds along the last axis',
      before: reshapedPool(
        '%t = const int4[2,1] [0, 1]\n %y = qnn.multi_threshold(%b, %t) {outType = uint1, axis = 1}',
      ),
      after: afterPool(`
        %t = const int4[2,1] [0, 1]
        %a = qnn.multi_threshold(%p, %t) {outType = uint1, axis = 3}
        %y = qnn.reshape(%a) {shape = [4, 2]}`),
    },
  ],
  declines: [
    {
      name: 'thresholds along another axis',
      before: reshapedPool(
        '%t = const int4[4,1] [0, 1, 2, 3]\n %y = qnn.multi_threshold(%b, %t) {outType = uint1, axis = 0}',
      ),
      because: 'it does not act along the last axis',
    },
  ],
});

testRule(rule('sink-reshape-below-offset'), {
  ops,
  rewrites: [
    {
      name: 'a reshape above offsets',
      before: reshapedPool('%o = const int4[2] [1, -1]\n %y = qnn.offset(%b, %o) {outType = int8}'),
      after: afterPool(`
        %o = const int4[2] [1, -1]
        %a = qnn.offset(%p, %o) {outType = int8}
        %y = qnn.reshape(%a) {shape = [4, 2]}`),
    },
  ],
  declines: [],
});

const twoRows = (join: string, other = '[4, 2]'): string =>
  reshapedPool(`%q = qnn.max_pool(%p) {kernel = [1, 1], layout = nhwc}
    %c = qnn.reshape(%q) {shape = ${other}}
    ${join}`);
const onImages = (join: string, shape: string): string =>
  afterPool(`
    %q = qnn.max_pool(%p) {kernel = [1, 1], layout = nhwc}
    ${join}
    %y = qnn.reshape(%d) {shape = ${shape}}`);

testRule(rule('sink-reshape-below-sum'), {
  ops,
  rewrites: [
    {
      name: 'two reshapes of one kind',
      before: twoRows('%y = qnn.sum(%b, %c) {outType = int5}'),
      after: onImages('%d = qnn.sum(%p, %q) {outType = int5}', '[4, 2]'),
    },
  ],
  declines: [
    {
      name: 'one reshape',
      before: reshapedPool('%y = qnn.flip(%b, %s) {axis = 1}').replace('%b =', '%s = const bipolar[1] [1]\n %b ='),
    },
  ],
});

testRule(rule('sink-reshape-below-concat'), {
  ops,
  rewrites: [
    {
      name: 'two reshapes before their channels are joined',
      before: twoRows('%y = qnn.concat(%b, %c) {axis = 1}'),
      after: onImages('%d = qnn.concat(%p, %q) {axis = 3}', '[4, 4]'),
    },
  ],
  declines: [
    {
      name: 'rows that are joined',
      before: twoRows('%y = qnn.concat(%b, %c) {axis = 0}'),
      because: 'it does not act along the last axis',
    },
    {
      name: 'reshapes of two kinds',
      before: twoRows('%y = qnn.concat(%b, %c) {axis = 1}', '[4, 2]')
        .replace('(%p) {kernel = [1, 1]', '(%p) {kernel = [2, 1], pads = [1, 0, 0, 0]')
        .replace(
          '%c = qnn.reshape(%q) {shape = [4, 2]}',
          '%e = qnn.reshape(%q) {shape = [1, 4, 1, 2]}\n %c = qnn.reshape(%e) {shape = [4, 2]}',
        ),
      because: 'its operands are reshaped in different ways',
    },
  ],
});

testRule(rule('sink-reshape-below-top-k'), {
  ops,
  rewrites: [
    {
      name: 'a reshape above a selection',
      before: reshapedPool('%y = qnn.top_k(%b) {k = 1}'),
      after: afterPool('%a = qnn.top_k(%p) {k = 1}\n %y = qnn.reshape(%a) {shape = [4, 1]}'),
    },
  ],
  declines: [
    {
      name: 'a reshape of the input, which the host does',
      before: `graph(%x: int4[1,2,2]) {
        %b = qnn.reshape(%x) {shape = [2, 2]}
        %y = qnn.top_k(%b) {k = 1}
        return %y
      }`,
    },
  ],
});
