import { qnn } from '@finnc/ir';
import { testRule } from '@finnc/ir/testing';
import { layers } from '../index.ts';
import { multiThresholdToThresholding } from './thresholding.lower.ts';

const ops = [...qnn.qnnOps, ...layers.ops];
const before = (input: string, thresholds: string, attrs: string): string => `
  graph(%x: ${input}) {
    %t = const ${thresholds}
    %y = qnn.multi_threshold(%x, %t) {${attrs}}
    return %y
  }`;
const after = (input: string, thresholds: string, attrs: string): string => `
  graph(%x: ${input}) {
    %t = const ${thresholds}
    %y = hw.thresholding(%x, %t) {${attrs}, pe = 1}
    return %y
  }`;
const codes = 'outType = uint2, outScale = 1, outBias = 0';

testRule(multiThresholdToThresholding, {
  ops,
  rewrites: [
    {
      name: 'integers, with thresholds in the narrowest type',
      before: before('uint8[1,2,2,3]', 'int32[1,1] [128]', 'outType = bipolar, outScale = 2, outBias = -1, axis = 3'),
      after: after('uint8[1,2,2,3]', 'uint8[1,1] [128]', 'outType = bipolar, outBias = -1'),
    },
    {
      name: 'float32, with thresholds as they are',
      before: before('float32[1,4]', 'float32[1,3] [-0.5, 0.25, 1]', `${codes}, axis = 1`),
      after: after('float32[1,4]', 'float32[1,3] [-0.5, 0.25, 1]', 'outType = uint2, outBias = 0'),
    },
    {
      name: 'an offset before it into the thresholds',
      before: `graph(%x: int8[1,2]) {
        %o = const int4[2] [3, 3]
        %t = const int8[1,3] [0, 1, 2]
        %a = qnn.offset(%x, %o) {outType = int12}
        %y = qnn.multi_threshold(%a, %t) {${codes}, axis = 1}
        return %y
      }`,
      after: after('int8[1,2]', 'int3[1,3] [-3, -2, -1]', 'outType = uint2, outBias = 0'),
    },
  ],
  declines: [
    {
      name: 'thresholds between integers',
      before: before('int8[1,4]', 'float32[1,3] [-0.5, 0.25, 1]', `${codes}, axis = 1`),
      because: 'its thresholds are not integers',
    },
    {
      name: 'float results',
      before: before('int8[1,4]', 'int8[1,1] [0]', 'outType = float32, outScale = 1, outBias = 0, axis = 1'),
      because: 'its codes are float32, not an integer type',
    },
  ],
});
