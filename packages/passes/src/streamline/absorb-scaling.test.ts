import { qnn } from '@finnc/ir';
import { testRule } from '@finnc/ir/testing';
import { ruleNamed } from '../rule-named.test.support.ts';
import { absorbScalingRules } from './absorb-scaling.ts';

const ops = qnn.qnnOps;
const activated = (rest: string, result = '%y'): string => `
  graph(%x: float32[1,2]) {
    %t = const float32[1,3] [-1, 0, 1]
    %b = qnn.multi_threshold(%x, %t) {outType = float32, outScale = 0.5, outBias = 1, axis = 1}
    ${rest}
    return ${result}
  }`;
const absorbed = (outScale: number, outBias: number): string => `
  graph(%x: float32[1,2]) {
    %t = const float32[1,3] [-1, 0, 1]
    %y = qnn.multi_threshold(%x, %t) {outType = float32, outScale = ${outScale}, outBias = ${outBias}, axis = 1}
    return %y
  }`;
const scalar = (op: string, value: number, operands = '%b, %c'): string =>
  `%c = const float32[] [${value}]\n %y = qnn.${op}(${operands})`;

testRule(ruleNamed(absorbScalingRules, 'absorb-mul-into-output-scale'), {
  ops,
  rewrites: [
    { name: 'a factor', before: activated(scalar('mul', 4)), after: absorbed(2, 4) },
    { name: 'a factor that comes first', before: activated(scalar('mul', 4, '%c, %b')), after: absorbed(2, 4) },
    {
      name: 'a fraction, which no integer type holds',
      before: activated(scalar('mul', 0.25)).replace('float32, outScale = 0.5, outBias = 1', 'uint2'),
      after: absorbed(0.25, 0),
    },
    {
      name: 'a negative factor, as the output scale may fall',
      before: activated(scalar('mul', -2)),
      after: absorbed(-1, -2),
    },
  ],
  declines: [
    { name: 'a zero, which loses the codes', before: activated(scalar('mul', 0)), because: 'the factor is 0' },
    { name: 'a factor per channel', before: activated('%c = const float32[2] [1, 2]\n %y = qnn.mul(%b, %c)') },
    {
      name: 'thresholds that others read',
      before: activated(scalar('mul', 4) + '\n %z = qnn.add(%b, %y)', '%z'),
    },
    { name: 'a constant with more axes', before: activated('%c = const float32[1,1,1] [2]\n %y = qnn.mul(%b, %c)') },
  ],
});

testRule(ruleNamed(absorbScalingRules, 'absorb-add-into-output-bias'), {
  ops,
  rewrites: [
    { name: 'a summand', before: activated(scalar('add', -3)), after: absorbed(0.5, -2) },
    {
      name: 'a fraction, which no integer type holds',
      before: activated(scalar('add', 0.25)).replace('float32, outScale = 0.5, outBias = 1', 'uint2'),
      after: absorbed(1, 0.25),
    },
  ],
  declines: [
    { name: 'a summand per channel', before: activated('%c = const float32[2] [1, 2]\n %y = qnn.add(%b, %c)') },
    { name: 'a summand that moves', before: activated('%y = qnn.add(%b, %b)') },
  ],
});
