import { qnn } from '@finnc/ir';
import { testRule } from '@finnc/ir/testing';
import { layers } from '../index.ts';
import { vvauLowerings } from './vvau.lower.ts';

const [withActivation, withOffset, alone] = vvauLowerings;
const ops = [...qnn.qnnOps, ...layers.ops];

const product = (rest: string): string => `
  graph(%x: int4[1,2,2,6]) {
    %w = const int3[3,4] [1, -2, 3, 0, -1, 1, 2, -3, 3, 3, -4, 1]
    %a = qnn.depthwise_product(%x, %w) {outType = int9}
    ${rest}
  }`;
const unit = (tables: string, attrs: string): string => `
  graph(%x: int4[1,2,2,6]) {
    %w = const int3[3,4] [1, -2, 3, 0, -1, 1, 2, -3, 3, 3, -4, 1]
    ${tables}
    %y = hw.vvau(%x, %w, %t, %o) {${attrs}, pe = 1}
    return %y
  }`;
const plain = unit('%t = const uint1[1,0] [] %o = const uint1[0] []', 'outType = int9, accType = int9');

testRule(withActivation, {
  ops,
  rewrites: [
    {
      name: 'an activation that alone reads the product, offsets moved into its thresholds',
      before: product(`%o = const int4[4] [1, 2, 3, -4]
        %b = qnn.offset(%a, %o) {outType = int10}
        %t = const int4[4,1] [0, 3, 1, 0]
        %y = qnn.multi_threshold(%b, %t) {outType = uint1, axis = 3}
        return %y`),
      after: unit('%t = const int4[4,1] [-1, 1, -2, 4] %o = const uint1[0] []', 'outType = uint1, accType = int9'),
    },
  ],
  declines: [
    {
      name: 'accumulators that others read',
      before: product(`%t = const int4[1,1] [0]
        %y = qnn.multi_threshold(%a, %t) {outType = uint1, axis = 3}
        %z = qnn.multi_threshold(%a, %t) {outType = uint1, axis = 3}
        return %y, %z`),
      because: 'others read the accumulators, too',
    },
  ],
});

testRule(withOffset, {
  ops,
  rewrites: [
    {
      name: 'offsets that accumulators start from',
      before: product(`%o = const int4[4] [1, 2, 3, -4]
        %y = qnn.offset(%a, %o) {outType = int10}
        return %y`),
      after: unit('%t = const uint1[1,0] [] %o = const int4[4] [1, 2, 3, -4]', 'outType = int10, accType = int10'),
    },
  ],
  declines: [],
});

testRule(alone, {
  ops,
  rewrites: [{ name: 'a product on its own', before: product('return %a'), after: plain }],
  declines: [
    {
      name: 'a real image',
      before: product('return %a').replace('%x: int4', '%x: float32'),
      because: 'its input is float32, not an integer type',
    },
  ],
});
