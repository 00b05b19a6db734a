import { qnn } from 'finnc/plugin';
import { compiledEngine, simulatorEngine, testLayer, testOp, testRule } from 'finnc/testing';
import { flip } from './flip.ts';
import { flipToLayer } from './flip.lower.ts';
import { flipPlugin } from './index.ts';

testOp(flip, [
  {
    name: 'negates the channels with sign −1, in a type that holds them',
    operands: { x: 'int4[1,2,2] [-8, -8, 7, 3]', signs: 'bipolar[2] [-1, 1]' },
    attrs: { pe: 1 },
    results: { y: 'int5[1,2,2] [8, -8, -7, 3]' },
  },
  {
    name: 'turns ±1 around',
    operands: { x: 'bipolar[1,3] [1, -1, 1]', signs: 'bipolar[3] [-1, -1, 1]' },
    attrs: { pe: 3 },
    results: { y: 'bipolar[1,3] [-1, 1, 1]' },
  },
]);

const layer = (type: string, signs: string): string => `graph(%x: ${type}) {
  %s = const bipolar[4] [${signs}]
  %y = acme.flip(%x, %s) {pe = 1}
  return %y
}`;

// Reference = simulator = C++ by g++, at PE 1, 2 and 4.
testLayer(flip, {
  plugins: [flipPlugin],
  engines: [simulatorEngine, compiledEngine],
  cases: [
    { name: 'signed', graph: layer('int4[1,2,3,4]', '1, -1, -1, 1') },
    { name: 'unsigned', graph: layer('uint3[1,5,4]', '-1, -1, 1, -1') },
    { name: 'bipolar', graph: layer('bipolar[1,4]', '-1, 1, -1, 1') },
    { name: 'ternary', graph: layer('ternary[1,2,4]', '-1, 1, -1, 1') },
  ],
});

const before = (axis: number): string => `graph(%x: int8[1,2,2,2]) {
  %s = const bipolar[2] [-1, 1]
  %y = qnn.flip(%x, %s) {axis = ${axis}}
  return %y
}`;

testRule(flipToLayer, {
  ops: [...qnn.qnnOps, flip],
  rewrites: [
    {
      name: 'signs along the last axis',
      before: before(3),
      after: `graph(%x: int8[1,2,2,2]) {
        %s = const bipolar[2] [-1, 1]
        %y = acme.flip(%x, %s)
        return %y
      }`,
    },
  ],
  declines: [{ name: 'signs along another axis', before: before(1), because: 'its channels are not last' }],
});
