import { qnn } from '@finnc/ir';
import { testRule } from '@finnc/ir/testing';
import { layers } from '../index.ts';
import { topKToLabelSelect } from './label-select.lower.ts';

const topK = (input: string): string => `graph(%x: ${input}) { %i = qnn.top_k(%x) {k = 2} return %i }`;

testRule(topKToLabelSelect, {
  ops: [...qnn.qnnOps, ...layers.ops],
  rewrites: [
    {
      name: 'the greatest of integer scores',
      before: topK('int8[1,10]'),
      after: 'graph(%x: int8[1,10]) { %y = hw.label_select(%x) {k = 2, pe = 1} return %y }',
    },
  ],
  declines: [
    { name: 'float scores', before: topK('float32[1,10]'), because: 'its input is float32, not an integer type' },
    {
      name: 'scores of several vectors a frame, which the engine would take for one',
      before: topK('int8[1,3,10]'),
      because: 'a frame holds 3 vectors of scores, and the engine takes one',
    },
  ],
});
