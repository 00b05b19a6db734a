import { int, qnn } from '@finnc/ir';
import { testOp, testRule } from '@finnc/ir/testing';
import { layers } from '../index.ts';
import { testLayer } from '../testing/index.ts';
import { sumToHardware } from './add.lower.ts';
import { add } from './add.ts';

testOp(add, [
  {
    name: 'adds streams times their factors',
    operands: { a: 'int4[1,2] [7, -8]', b: 'bipolar[1,2] [1, -1]' },
    attrs: { aFactor: 3, bFactor: -2, outType: int(7), pe: 2 },
    results: { y: 'int7[1,2] [19, -22]' },
  },
]);

const sum = (a: string, b: string, rest: string): string => `graph(%a: ${a}, %b: ${b}) {
  %y = hw.add(%a, %b) {${rest}, pe = 1}
  return %y
}`;

testLayer(add, {
  cases: [
    { name: 'of one type', graph: sum('uint4[1,3,2,6]', 'uint4[1,3,2,6]', 'outType = uint5') },
    { name: 'of signed and unsigned', graph: sum('int4[1,2,4]', 'uint6[1,2,4]', 'outType = int8') },
    {
      name: 'of ±1 with factors',
      graph: sum('bipolar[1,6]', 'int3[1,6]', 'aFactor = -3, bFactor = 5, outType = int6'),
    },
    { name: 'of wide words', graph: sum('int32[1,4]', 'int32[1,4]', 'aFactor = 1048575, outType = int53') },
  ],
});

const joined = (attrs: string, a = 'int4[1,4]', b = 'uint4[1,4]'): string => `graph(%a: ${a}, %b: ${b}) {
  %y = qnn.sum(%a, %b) {${attrs}}
  return %y
}`;

testRule(sumToHardware, {
  ops: [...qnn.qnnOps, ...layers.ops],
  rewrites: [
    {
      name: 'a sum with its factors',
      before: joined('aFactor = 2, bFactor = -1, outType = int6'),
      after: `graph(%a: int4[1,4], %b: uint4[1,4]) {
        %y = hw.add(%a, %b) {aFactor = 2, bFactor = -1, outType = int6}
        return %y
      }`,
    },
  ],
  declines: [
    {
      name: 'floats',
      before: joined('outType = int6', 'float32[1,4]'),
      because: 'its first summand is float32, not an integer type',
    },
    {
      name: 'a result of floats',
      before: joined('outType = float32'),
      because: 'its result is float32, not an integer type',
    },
    {
      name: 'a constant',
      before: 'graph(%a: int4[1,2]) { %c = const int4[1,2] [1, 2] %y = qnn.sum(%a, %c) {outType = int5} return %y }',
      because: 'a summand is a constant',
    },
    {
      name: 'products wider than the engine forms',
      before: joined('aFactor = 4503599627370495, outType = int58', 'int8[1,4]'),
      because: 'its factors 4503599627370495 and 1 make products of 61 bits; share one quantiser between the branches',
    },
  ],
});
