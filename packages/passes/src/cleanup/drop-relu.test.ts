import { qnn } from '@finnc/ir';
import { testRule } from '@finnc/ir/testing';
import { ruleNamed } from '../rule-named.test.support.ts';
import { dropReluRules } from './drop-relu.ts';

const ops = qnn.qnnOps;
const quantised = (x: string, scale: string, zero: number, signed: boolean): string => `
  graph(%x: float32[1,2]) {
    %s = const float32[2] [${scale}]
    %z = const float32[] [${zero}]
    ${x === '%r' ? '%r = qnn.relu(%x)' : ''}
    %y = qnn.quant(${x}, %s, %z) {bits = 4, signed = ${signed}}
    return %y
  }`;

testRule(ruleNamed(dropReluRules, 'drop-relu-before-unsigned-quant'), {
  ops,
  rewrites: [
    {
      name: 'an unsigned quantiser, which clips at 0 itself',
      before: quantised('%r', '0.5, 0.25', 0, false),
      after: quantised('%x', '0.5, 0.25', 0, false),
    },
  ],
  declines: [
    {
      name: 'a signed quantiser',
      before: quantised('%r', '0.5, 0.25', 0, true),
      because: 'the quantiser is signed, so it keeps negative values',
    },
    {
      name: 'a zero point, below which negative values have codes',
      before: quantised('%r', '0.5, 0.25', 3, false),
      because: 'the quantiser has a zero point',
    },
    { name: 'a negative scale', before: quantised('%r', '0.5, -0.25', 0, false), because: 'a scale is negative' },
  ],
});

const counted = (x: string, thresholds: string): string => `
  graph(%x: float32[1,2]) {
    %t = const float32[1,2] [${thresholds}]
    ${x === '%r' ? '%r = qnn.relu(%x)' : ''}
    %y = qnn.multi_threshold(${x}, %t) {outType = uint2, axis = 1}
    return %y
  }`;

testRule(ruleNamed(dropReluRules, 'drop-relu-before-positive-thresholds'), {
  ops,
  rewrites: [{ name: 'positive thresholds', before: counted('%r', '0.5, 2'), after: counted('%x', '0.5, 2') }],
  declines: [
    {
      name: 'a threshold at 0, which 0 reaches',
      before: counted('%r', '0, 2'),
      because: 'a threshold is not positive',
    },
  ],
});
