import { describe, expect, it } from 'vitest';
import { definePass } from '../pass/index.ts';
import { mul, qnnOps, transpose } from '../qnn/index.ts';
import { defineRule } from '../rewrite/index.ts';
import { tensorType } from '../tensor/index.ts';
import { expectSameMeaning, expectSameValues, graphOf, standardAsk, tensorOf, testPass } from './index.ts';

const ask = standardAsk();
const thresholds = (values: string): string =>
  `graph(%x: int8[1,4]) { %t = const int8[1,3] [${values}] %y = qnn.multi_threshold(%x, %t) {outType = uint2, axis = 1} return %y }`;

describe('comparing meanings', () => {
  it('sees a threshold that is off by one', () => {
    const compare = (after: string): void => {
      expectSameMeaning(graphOf(thresholds('-5, 17, 90'), qnnOps), graphOf(thresholds(after), qnnOps), { ask });
    };
    compare('17, -5, 90');
    expect(() => {
      compare('-5, 18, 90');
    }).toThrow(/output 0 element \d+ with seed \d+: 2 before, 1 after/);
  });

  it('looks at what a user gets, so a scale may move into the port', () => {
    const scaled = graphOf(
      'graph(%x: int8[1,2]) { %c = const float32[] [0.1] %y = qnn.mul(%x, %c) return %y }',
      qnnOps,
    );
    const port = (scale: string): string => `graph(%x: int8[1,2]) { return %x as "y" float32[1,2] scale [${scale}] }`;
    expectSameMeaning(scaled, graphOf(port('0.1'), qnnOps), { ask });
    expect(() => {
      expectSameMeaning(scaled, graphOf(port('0.11'), qnnOps), { ask });
    }).toThrow('before');
  });

  it('feeds graphs of different layouts the same picture', () => {
    const before = graphOf('graph(%x: int8[1,2,3]) { %y = qnn.transpose(%x) {perm = [0, 2, 1]} return %y }', qnnOps);
    const after = 'graph(%x: int8[1,3,2] from int8[1,2,3] perm [0, 2, 1]) { return %x }';
    expectSameMeaning(before, graphOf(after, qnnOps), { ask });
    const wrong = 'graph(%x: int8[1,3,2] from int8[1,2,3]) { return %x }';
    expect(() => {
      expectSameMeaning(before, graphOf(wrong, qnnOps), { ask });
    }).toThrow(/perm|before/);
  });
});

it('values compare by ==, NaN by itself', () => {
  expectSameValues(tensorOf('float32[2] [-0, nan]'), tensorOf('float32[2] [0, nan]'));
  expect(() => {
    expectSameValues(tensorOf('float32[2] [1, 2]'), tensorOf('float32[2] [1, 3]'));
  }).toThrow('element 1: 2 instead of 3');
});

it('a wrong text in a test is shown with its diagnostics', () => {
  expect(() => graphOf('graph() { %y = qnn.nope() return %y }', qnnOps)).toThrow("unknown op 'qnn.nope'");
});

const one = defineRule({
  name: 'drop-one',
  root: mul,
  rewrite: (node, rw) =>
    node.operand.b.constant?.data.every((value) => value === 1) ? rw.replace(node, { y: node.operand.a }) : undefined,
});

testPass(definePass({ name: 'drop-ones', summary: '', needs: 'qnn', rules: [one] })(), {
  ops: qnnOps,
  cases: [
    {
      name: 'removes a factor of one',
      before: 'graph(%x: float32[2]) { %c = const float32[] [1] %a = qnn.add(%x, %x) %y = qnn.mul(%a, %c) return %y }',
      after: 'graph(%x: float32[2]) { %y = qnn.add(%x, %x) return %y }',
    },
    {
      name: 'leaves another',
      before: 'graph(%x: float32[2]) { %c = const float32[] [2] %y = qnn.mul(%x, %c) return %y }',
      after: 'graph(%x: float32[2]) { %c = const float32[] [2] %y = qnn.mul(%x, %c) return %y }',
    },
  ],
});

testPass(
  definePass({
    name: 'turn-input',
    summary: '',
    needs: 'qnn',
    gives: 'integer',
    run(graph) {
      const [value] = graph.inputs;
      const [node] = graph.order();
      graph.inputs.splice(0, 1);
      graph.inputPorts.splice(0, 1);
      const fresh = graph.input(tensorType(value!.type.elem, [1, 3, 2]), {
        name: 'x',
        source: value!.type,
        perm: [0, 2, 1],
      });
      graph.replaceAllUses((node!.result as Record<string, typeof fresh>)['y']!, fresh);
      graph.sweep();
    },
  })(),
  {
    ops: [transpose],
    cases: [
      {
        name: 'moves a transpose into the port of the input',
        before: 'graph(%x: int8[1,2,3]) { %y = qnn.transpose(%x) {perm = [0, 2, 1]} return %y }',
        after: 'graph(%x: int8[1,3,2] from int8[1,2,3] perm [0, 2, 1]) { return %x }',
      },
    ],
  },
);
