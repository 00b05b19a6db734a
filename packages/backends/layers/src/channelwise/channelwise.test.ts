import { bipolar, int, qnn } from '@finnc/ir';
import { testOp, testRule } from '@finnc/ir/testing';
import { layers } from '../index.ts';
import { testLayer } from '../testing/index.ts';
import { channelwiseLowerings } from './channelwise.lower.ts';
import { channelwise } from './channelwise.ts';

testOp(channelwise, [
  {
    name: 'gives each channel its line',
    operands: { x: 'int4[1,2,2] [1, 2, -8, 7]', factors: 'int3[2] [-1, 3]', offsets: 'int4[2] [0, -5]' },
    attrs: { outType: int(6), pe: 1 },
    results: { y: 'int6[1,2,2] [-1, 1, 8, 16]' },
  },
  {
    name: 'turns ±1 around',
    operands: { x: 'bipolar[1,2] [1, -1]', factors: 'bipolar[2] [-1, -1]', offsets: 'uint1[2] [0, 0]' },
    attrs: { outType: bipolar, pe: 2 },
    results: { y: 'bipolar[1,2] [-1, 1]' },
  },
]);

const layer = (type: string, factors: string, offsets: string, outType: string): string => `graph(%x: ${type}) {
  %f = const ${factors}
  %o = const ${offsets}
  %y = hw.channelwise(%x, %f, %o) {outType = ${outType}, pe = 1}
  return %y
}`;

testLayer(channelwise, {
  cases: [
    { name: 'signs', graph: layer('int4[1,2,3,4]', 'bipolar[4] [1, -1, -1, 1]', 'uint1[4] [0, 0, 0, 0]', 'int5') },
    {
      name: 'signs of ±1',
      graph: layer('bipolar[1,4]', 'bipolar[4] [1, -1, -1, 1]', 'uint1[4] [0, 0, 0, 0]', 'bipolar'),
    },
    {
      name: 'offsets',
      graph: layer('uint3[1,5,6]', 'uint1[6] [1, 1, 1, 1, 1, 1]', 'int5[6] [1, -9, 0, 3, 15, 2]', 'int6'),
    },
    { name: 'lines', graph: layer('int8[1,2,2]', 'int5[2] [-16, 9]', 'int8[2] [100, -3]', 'int13') },
    { name: 'wide words', graph: layer('int40[1,2]', 'bipolar[2] [-1, 1]', 'int41[2] [5, -7]', 'int48') },
  ],
});

const ops = [...qnn.qnnOps, ...layers.ops];
const [flipRule, offsetRule] = channelwiseLowerings;
const flipped = (axis: number, signs = 'bipolar[2] [-1, 1]', type = 'int4[1,2,2]'): string => `graph(%x: ${type}) {
  %s = const ${signs}
  %y = qnn.flip(%x, %s) {axis = ${axis}}
  return %y
}`;
const factors = (values: string): string => `graph(%x: int4[1,2,2]) {
  %f = const ${values}
  %o = const uint1[2] [0, 0]
  %y = hw.channelwise(%x, %f, %o) {outType = int5}
  return %y
}`;

testRule(flipRule!, {
  ops,
  rewrites: [
    { name: 'signs of the last axis', before: flipped(2), after: factors('bipolar[2] [-1, 1]') },
    { name: 'one sign for all', before: flipped(2, 'bipolar[1] [-1]'), after: factors('bipolar[2] [-1, -1]') },
  ],
  declines: [
    { name: 'signs of another axis', before: flipped(1), because: 'its channels are not last' },
    {
      name: 'floats',
      before: flipped(2, 'bipolar[1] [-1]', 'float32[1,2,2]'),
      because: 'its input is float32, not an integer type',
    },
  ],
});

const moved = (before: string, after: string, type = 'int4[1,2]', outType = 'int6', result = '%y'): string => `
  graph(%x: ${type}) {
    ${before}
    %o = const int4[2] [3, -5]
    %y = qnn.offset(${before === '' ? '%x' : '%a'}, %o) {outType = ${outType}}
    ${after}
    return ${result}
  }`;

testRule(offsetRule!, {
  ops,
  rewrites: [
    {
      name: 'an offset on its own',
      before: moved('', ''),
      after: `graph(%x: int4[1,2]) {
        %f = const uint1[2] [1, 1]
        %o = const int4[2] [3, -5]
        %y = hw.channelwise(%x, %f, %o) {outType = int6}
        return %y
      }`,
    },
  ],
  declines: [
    {
      name: 'what a product takes',
      before: moved(
        '%w = const int3[2,2] [1, 2, 3, -4]\n %a = qnn.mat_mul(%x, %w) {outType = int9}',
        '',
        undefined,
        'int10',
      ),
      because: 'the product before it takes its offsets',
    },
    {
      name: 'what thresholds take',
      before: moved(
        '',
        '%t = const int4[1,1] [2]\n %z = qnn.multi_threshold(%y, %t) {outType = uint1, axis = 1}',
        undefined,
        undefined,
        '%z',
      ),
      because: 'the thresholds behind it take its offsets',
    },
    { name: 'floats', before: moved('', '', 'float32[1,2]'), because: 'its input is float32, not an integer type' },
    {
      name: 'a result of floats',
      before: moved('', '', undefined, 'float32'),
      because: 'its result is float32, not an integer type',
    },
  ],
});
