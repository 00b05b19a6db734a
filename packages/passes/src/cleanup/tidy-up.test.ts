import { qnn } from '@finnc/ir';
import { graphOf, testPass } from '@finnc/ir/testing';
import { describe, expect, it } from 'vitest';
import { registry } from '../compiled.test.support.ts';
import { foldConstants } from './fold-constants.ts';
import { tidyUp } from './tidy-up.ts';

const ops = qnn.qnnOps;

testPass(tidyUp(), {
  ops,
  cases: [
    {
      name: 'constants are folded, and what they feed becomes an identity',
      before: `graph(%x: float32[1,2]) {
        %a = const float32[] [0.5]
        %b = const float32[] [2]
        %c = qnn.mul(%a, %b)
        %y = qnn.mul(%x, %c)
        return %y
      }`,
      after: 'graph(%x: float32[1,2]) { return %x }',
    },
    {
      name: 'a scalar behind thresholds goes into their output scale',
      before: `graph(%x: float32[1,2]) {
        %t = const float32[1,1] [0]
        %b = qnn.multi_threshold(%x, %t) {outType = float32, axis = 1}
        %two = const float32[] [2]
        %one = const float32[] [-1]
        %p = qnn.mul(%b, %two)
        %y = qnn.add(%p, %one)
        return %y
      }`,
      after: `graph(%x: float32[1,2]) {
        %t = const float32[1,1] [0]
        %y = qnn.multi_threshold(%x, %t) {outType = float32, outScale = 2, outBias = -1, axis = 1}
        return %y
      }`,
    },
    {
      name: 'quantisers of weights stay: their integers would be lost',
      before: `graph(%x: float32[1,1]) {
        %w = const float32[1,1] [0.3]
        %s = const float32[] [0.25]
        %z = const float32[] [0]
        %q = qnn.quant(%w, %s, %z) {bits = 2, signed = true}
        %y = qnn.mat_mul(%x, %q)
        return %y
      }`,
      after: `graph(%x: float32[1,1]) {
        %w = const float32[1,1] [0.3]
        %s = const float32[] [0.25]
        %z = const float32[] [0]
        %q = qnn.quant(%w, %s, %z) {bits = 2, signed = true}
        %y = qnn.mat_mul(%x, %q)
        return %y
      }`,
    },
    {
      name: 'what reaches no output goes',
      before: `graph(%x: float32[1,2]) {
        %unused = qnn.transpose(%x) {perm = [1, 0]}
        return %x
      }`,
      after: 'graph(%x: float32[1,2]) { return %x }',
    },
  ],
});

describe('folding constants', () => {
  it('rounds to float32 after each operation, as the exporter’s tools do', () => {
    const graph = graphOf(
      `graph() {
        %a = const float32[] [16777216]
        %b = const float32[] [1]
        %c = qnn.add(%a, %b)
        %y = qnn.add(%c, %b)
        return %y
      }`,
      ops,
    );
    expect(foldConstants(graph, registry)).toBe(2);
    expect(Array.from(graph.outputs[0]!.constant!.data)).toEqual([16777216]);
    expect(graph.size).toBe(0);
  });

  it('leaves what depends on an input', () => {
    const graph = graphOf('graph(%x: float32[2]) { %y = qnn.add(%x, %x) return %y }', ops);
    expect(foldConstants(graph, registry)).toBe(0);
  });
});
