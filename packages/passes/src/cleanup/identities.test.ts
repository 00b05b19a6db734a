import { qnn } from '@finnc/ir';
import { testRule } from '@finnc/ir/testing';
import { describe } from 'vitest';
import { ruleNamed } from '../rule-named.test.support.ts';
import { identityRules } from './identities.ts';

const ops = qnn.qnnOps;
const nothing = 'graph(%x: float32[1,2]) { return %x }';

describe.each([
  ['add', 0, 1],
  ['sub', 0, 1],
  ['mul', 1, 0],
  ['div', 1, 2],
] as const)('a neutral qnn.%s', (name, neutral, other) => {
  const with_ = (constant: string, input = 'float32[1,2]', operands = '%x, %c'): string => `
    graph(%x: ${input}) {
      %c = const ${constant}
      %y = qnn.${name}(${operands})
      return %y
    }`;
  testRule(ruleNamed(identityRules, `drop-neutral-${name}`), {
    ops,
    rewrites: [
      { name: 'a scalar', before: with_(`float32[] [${neutral}]`), after: nothing },
      { name: 'an entry per element', before: with_(`float32[1,2] [${neutral}, ${neutral}]`), after: nothing },
    ],
    declines: [
      { name: 'another constant', before: with_(`float32[1,2] [${neutral}, ${other}]`) },
      { name: 'a constant that comes first', before: with_(`float32[] [${neutral}]`, 'float32[1,2]', '%c, %x') },
      {
        name: 'a constant that enlarges the tensor',
        before: with_(`float32[3,1] [${neutral}, ${neutral}, ${neutral}]`),
        because: 'the constant enlarges the tensor',
      },
      {
        name: 'what makes integers real',
        before: with_(`float32[] [${neutral}]`, 'int8[1,2]'),
        because: 'it turns integers into real numbers',
      },
    ],
  });
});

testRule(ruleNamed(identityRules, 'drop-reshape'), {
  ops,
  rewrites: [
    {
      name: 'a reshape to the shape it has',
      before: 'graph(%x: float32[1,2]) { %y = qnn.reshape(%x) {shape = [1, 2]} return %y }',
      after: nothing,
    },
  ],
  declines: [
    {
      name: 'another shape of the same size',
      before: 'graph(%x: float32[1,2]) { %y = qnn.reshape(%x) {shape = [2]} return %y }',
    },
  ],
});

testRule(ruleNamed(identityRules, 'merge-reshapes'), {
  ops,
  rewrites: [
    {
      name: 'two reshapes into the second',
      before: `graph(%x: float32[2,6]) {
        %a = qnn.reshape(%x) {shape = [12]}
        %y = qnn.reshape(%a) {shape = [3, 4]}
        return %y
      }`,
      after: 'graph(%x: float32[2,6]) { %y = qnn.reshape(%x) {shape = [3, 4]} return %y }',
    },
    {
      name: 'the second of two whose first has other readers',
      before: `graph(%x: float32[2,6]) {
        %a = qnn.reshape(%x) {shape = [12]}
        %y = qnn.reshape(%a) {shape = [3, 4]}
        return %y, %a
      }`,
      after: `graph(%x: float32[2,6]) {
        %y = qnn.reshape(%x) {shape = [3, 4]}
        %a = qnn.reshape(%x) {shape = [12]}
        return %y, %a
      }`,
    },
  ],
  declines: [
    { name: 'one reshape', before: 'graph(%x: float32[2,6]) { %y = qnn.reshape(%x) {shape = [3, 4]} return %y }' },
  ],
});

testRule(ruleNamed(identityRules, 'drop-transpose'), {
  ops,
  rewrites: [
    {
      name: 'a transposition that moves nothing',
      before: 'graph(%x: float32[1,2]) { %y = qnn.transpose(%x) {perm = [0, 1]} return %y }',
      after: nothing,
    },
    {
      name: 'one that moves axes of size 1 among themselves',
      before: 'graph(%x: float32[2,1,1,1]) { %y = qnn.transpose(%x) {perm = [0, 2, 3, 1]} return %y }',
      after: 'graph(%x: float32[2,1,1,1]) { return %x }',
    },
  ],
  declines: [
    {
      name: 'one that moves an axis of size 1 past another',
      before: 'graph(%x: float32[1,2]) { %y = qnn.transpose(%x) {perm = [1, 0]} return %y }',
    },
    {
      name: 'one that does',
      before: 'graph(%x: float32[2,2]) { %y = qnn.transpose(%x) {perm = [1, 0]} return %y }',
    },
  ],
});

testRule(ruleNamed(identityRules, 'merge-transposes'), {
  ops,
  rewrites: [
    {
      name: 'two transpositions that are no inverses of each other',
      before: `graph(%x: float32[2,3,4]) {
        %a = qnn.transpose(%x) {perm = [1, 2, 0]}
        %y = qnn.transpose(%a) {perm = [1, 0, 2]}
        return %y
      }`,
      after: 'graph(%x: float32[2,3,4]) { %y = qnn.transpose(%x) {perm = [2, 1, 0]} return %y }',
    },
  ],
  declines: [
    {
      name: 'one transposition',
      before: 'graph(%x: float32[2,3]) { %y = qnn.transpose(%x) {perm = [1, 0]} return %y }',
    },
  ],
});

testRule(ruleNamed(identityRules, 'transpose-to-reshape'), {
  ops,
  rewrites: [
    {
      name: 'a transposition that moves axes of size 1 only',
      before: 'graph(%x: int8[1,1,3,4]) { %y = qnn.transpose(%x) {perm = [0, 2, 3, 1]} return %y }',
      after: 'graph(%x: int8[1,1,3,4]) { %y = qnn.reshape(%x) {shape = [1, 3, 4, 1]} return %y }',
    },
  ],
  declines: [
    {
      name: 'one that moves data',
      before: 'graph(%x: int8[1,2,3,4]) { %y = qnn.transpose(%x) {perm = [0, 2, 3, 1]} return %y }',
    },
    {
      name: 'one that moves nothing, which has its own rule',
      before: 'graph(%x: int8[1,1]) { %y = qnn.transpose(%x) {perm = [0, 1]} return %y }',
    },
  ],
});
