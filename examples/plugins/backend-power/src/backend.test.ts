import { defineOp, definePlugin, operand } from 'finnc/plugin';
import { testBackend } from 'finnc/testing';
import { powerBackend } from './backend.ts';
import { powerPlugin } from './index.ts';

/** A layer of somebody else, who has not heard of power. */
const mystery = defineOp({
  name: 'other.mystery',
  summary: 'Gives what it is given.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: {},
  infer: ({ x }) => ({ y: x.type }),
  evaluate: ({ x }) => ({ y: x }),
});

testBackend(powerBackend, {
  plugins: [powerPlugin, definePlugin({ name: 'other', ops: [mystery] })],
  clockMhz: 100,
  cases: [
    {
      name: 'writes a line a layer, in the order of the stream',
      graph: `graph(%x: int8[1,4]) {
        %t = const int8[1,1] [0]
        %h = hw.thresholding(%x, %t) {outType = bipolar, outBias = -1, pe = 2} as Thresholding_0
        %w = const bipolar[2,4] [1, -1, 1, 1, -1, -1, 1, 1]
        %none = const uint1[1,0] []
        %zero = const uint1[0] []
        %y = hw.mvau(%h, %w, %none, %zero) {outType = int4, outBias = 0, accType = int4, pe = 2, simd = 4} as MVAU_0
        return %y
      }`,
      files: { 'power.jsonl': '{"layer":"Thresholding_0","milliwatts":6.4}\n{"layer":"MVAU_0","milliwatts":3.2}\n' },
    },
    {
      name: 'names a layer without a power model',
      graph: 'graph(%x: int8[1,4]) { %y = other.mystery(%x) as Mystery_0 return %y }',
      files: { 'power.jsonl': '{"layer":"Mystery_0","milliwatts":null}\n' },
      reports: ['POWER1'],
    },
  ],
});
