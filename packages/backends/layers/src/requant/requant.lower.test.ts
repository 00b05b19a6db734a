import { qnn } from '@finnc/ir';
import { testRule } from '@finnc/ir/testing';
import { layers } from '../index.ts';
import { requantiseToRequant } from './requant.lower.ts';

const graph = (op: string, attrs: string, input = 'int12[1,4]'): string => `
  graph(%x: ${input}) {
    %m = const int4[4] [3, -3, 1, 2]
    %b = const int8[4] [0, 4, -9, 100]
    %y = ${op}(%x, %m, %b) {shift = 3, rounding = half_even, low = 0, high = 63, outType = uint6, ${attrs}}
    return %y
  }`;
testRule(requantiseToRequant, {
  ops: [...qnn.qnnOps, ...layers.ops],
  rewrites: [
    {
      name: 'along the last axis',
      before: graph('qnn.requantise', 'axis = 1'),
      after: graph('hw.requant', 'pe = 1'),
    },
  ],
  declines: [
    {
      name: 'along another axis',
      before: graph('qnn.requantise', 'axis = 1', 'int12[1,4,2,2]'),
      because: 'its channels are on axis 1, not last',
    },
  ],
});
